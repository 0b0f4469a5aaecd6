-- Minted with the database, and part of each of its backups. Each half holds 122 random bits.
insert into identity.record_key (digits)
select replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
