#!/bin/sh
# A user per folder of /srv/sftp, its keys from the secret: lines of "<source> <public key>".
set -eu
install -d -m 0755 /run/sshd /run/sshd/keys
install -m 0600 /run/secrets/sftp_host_key /run/sshd/host_key
for home in /srv/sftp/*; do
  source_id=$(basename "${home}")
  # "*" is no password at all; without it the account is locked, and sshd lets nobody in.
  id "${source_id}" >/dev/null 2>&1 \
    || useradd --password '*' --gid zokwezo --no-create-home --home-dir / --shell /usr/sbin/nologin "${source_id}"
  # sshd wants the root of a cage to be root's; files that land in depot keep its group.
  chown root:root "${home}" && chmod 0755 "${home}"
  chown "${source_id}:zokwezo" "${home}/depot" && chmod 2770 "${home}/depot"
  sed -n "s/^${source_id}[[:space:]]\{1,\}//p" /run/secrets/sftp_keys > "/run/sshd/keys/${source_id}"
  chmod 0644 "/run/sshd/keys/${source_id}"
done
# The health check logs in too, by a key that lasts as long as the container, to an empty cage.
id health >/dev/null 2>&1 \
  || useradd --password '*' --gid zokwezo --no-create-home --home-dir / --shell /usr/sbin/nologin health
rm -f /run/sshd/health /run/sshd/health.pub
ssh-keygen -q -t ed25519 -N '' -C health -f /run/sshd/health
sed 's/^/from="127.0.0.1,::1" /' /run/sshd/health.pub > /run/sshd/keys/health
chmod 0644 /run/sshd/keys/health
install -d -m 0755 /run/sshd/empty/depot
# A client may send a file closed to its group (0600, `put -p`), and the platform could not read it.
# Each source opens its own files: root would follow a link that was put there for it.
while sleep 2 && kill -0 $$ 2>/dev/null; do
  for depot in /srv/sftp/*/depot; do
    setpriv --reuid "$(stat -c %u "${depot}")" --regid "$(stat -c %g "${depot}")" --clear-groups \
      find "${depot}" -type f ! -perm -g=r -exec chmod g+r {} + || true
  done
done &
exec /usr/sbin/sshd -D -e "$@"
