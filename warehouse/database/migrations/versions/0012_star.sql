CREATE TABLE warehouse.charge (
    charge_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    suspect_id TEXT,
    step TEXT NOT NULL,
    unit_code TEXT,
    court_code TEXT,
    offence_code TEXT,
    article_code TEXT,
    first_said_on DATE,
    last_said_on DATE,
    source_ids TEXT[],
    record_ids TEXT[],
    period TEXT,
    CONSTRAINT charge_pkey PRIMARY KEY (charge_id),
    CONSTRAINT charge_case_id_fkey FOREIGN KEY(case_id) REFERENCES warehouse.case_file (case_id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT charge_suspect_id_fkey FOREIGN KEY(suspect_id) REFERENCES warehouse.suspect (suspect_id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX charge_article_code_idx ON warehouse.charge (article_code);

CREATE INDEX charge_case_id_idx ON warehouse.charge (case_id);

CREATE INDEX charge_suspect_id_idx ON warehouse.charge (suspect_id);

CREATE TABLE warehouse.sentence (
    judgment_id TEXT NOT NULL,
    component_code TEXT NOT NULL,
    case_id TEXT NOT NULL,
    suspect_id TEXT,
    court_code TEXT,
    decided_on DATE,
    months INTEGER,
    amount_xaf BIGINT,
    is_hard_labour BOOLEAN,
    source_ids TEXT[],
    record_ids TEXT[],
    period TEXT,
    CONSTRAINT sentence_pkey PRIMARY KEY (judgment_id, component_code),
    CONSTRAINT sentence_judgment_id_fkey FOREIGN KEY(judgment_id) REFERENCES warehouse.judgment (judgment_id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT sentence_case_id_fkey FOREIGN KEY(case_id) REFERENCES warehouse.case_file (case_id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT sentence_suspect_id_fkey FOREIGN KEY(suspect_id) REFERENCES warehouse.suspect (suspect_id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX sentence_case_id_idx ON warehouse.sentence (case_id);

CREATE INDEX sentence_suspect_id_idx ON warehouse.sentence (suspect_id);

CREATE TABLE warehouse.referral (
    referral_id TEXT NOT NULL,
    victim_id TEXT,
    case_id TEXT,
    from_code TEXT NOT NULL,
    to_code TEXT,
    received_on DATE,
    service_codes TEXT[],
    assistance_id TEXT,
    source_ids TEXT[],
    record_ids TEXT[],
    period TEXT,
    CONSTRAINT referral_pkey PRIMARY KEY (referral_id),
    CONSTRAINT referral_victim_id_fkey FOREIGN KEY(victim_id) REFERENCES warehouse.victim (victim_id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT referral_case_id_fkey FOREIGN KEY(case_id) REFERENCES warehouse.case_file (case_id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT referral_assistance_id_fkey FOREIGN KEY(assistance_id) REFERENCES warehouse.assistance (assistance_id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX referral_victim_id_idx ON warehouse.referral (victim_id);

CREATE TABLE warehouse.victim_state (
    victim_id TEXT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    age_group TEXT,
    nationality TEXT,
    prefecture_code TEXT,
    victim_status_code TEXT,
    displacement_code TEXT,
    reintegration_code TEXT,
    source_ids TEXT[],
    record_ids TEXT[],
    CONSTRAINT victim_state_pkey PRIMARY KEY (victim_id, valid_from),
    CONSTRAINT victim_state_victim_id_fkey FOREIGN KEY(victim_id) REFERENCES warehouse.victim (victim_id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE warehouse.suspect_state (
    suspect_id TEXT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    age_group TEXT,
    nationality TEXT,
    prefecture_code TEXT,
    source_ids TEXT[],
    record_ids TEXT[],
    CONSTRAINT suspect_state_pkey PRIMARY KEY (suspect_id, valid_from),
    CONSTRAINT suspect_state_suspect_id_fkey FOREIGN KEY(suspect_id) REFERENCES warehouse.suspect (suspect_id) DEFERRABLE INITIALLY DEFERRED
);
