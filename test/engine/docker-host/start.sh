# A Docker host for tests: sshd beside a daemon that starts again whenever it ends, as systemd would see to.
set -eu
adduser -D deploy 2> /dev/null || useradd --create-home --shell /bin/sh deploy
sed -i 's/^deploy:!/deploy:*/' /etc/shadow
grep -q '^docker:' /etc/group || groupadd docker 2> /dev/null || addgroup docker
usermod -aG docker deploy 2> /dev/null || addgroup deploy docker
mkdir -p /home/deploy/.ssh /root/.ssh /run/sshd
cp /keys/authorized_keys /home/deploy/.ssh/ && cp /keys/authorized_keys /root/.ssh/
chown -R deploy /home/deploy/.ssh && chmod -R go= /home/deploy/.ssh /root/.ssh
cp /keys/host_key /etc/ssh/host_key && chmod 600 /etc/ssh/host_key
"$(command -v sshd)" -o HostKey=/etc/ssh/host_key -o PermitRootLogin=prohibit-password -o PasswordAuthentication=no

while true; do
  dockerd-entrypoint.sh dockerd --insecure-registry registry:5000 --insecure-registry guarded:5000 --log-level warn || true
  sleep 1
done
