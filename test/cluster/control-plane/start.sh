# Starts the control plane, one part after the other; when one of them ends, so does all of it.
set -eu
state=$(mktemp -d)
server=https://127.0.0.1:6443
new-key > "$state/key"
cat > "$state/kubeconfig" <<KUBECONFIG
apiVersion: v1
kind: Config
clusters: [{name: here, cluster: {server: "$server", insecure-skip-tls-verify: true}}]
users: [{name: admin, user: {token: "$ADMIN_TOKEN"}}]
contexts: [{name: here, context: {cluster: here, user: admin}}]
current-context: here
KUBECONFIG
printf '%s,admin,admin,system:masters\n%s,limited,limited\n' "$ADMIN_TOKEN" "$LIMITED_TOKEN" > "$state/tokens"

etcd --data-dir="$state/etcd" --unsafe-no-fsync --log-level=error &
kube-apiserver --etcd-servers=http://127.0.0.1:2379 --secure-port=6443 --cert-dir="$state/certs" \
  --authorization-mode=RBAC --token-auth-file="$state/tokens" --service-cluster-ip-range=10.96.0.0/16 \
  --service-account-key-file="$state/key" --service-account-signing-key-file="$state/key" \
  --service-account-issuer=https://kubernetes.default.svc &
# The node says once that it is well, and has no heart that beats.
kube-controller-manager --kubeconfig="$state/kubeconfig" --leader-elect=false --service-account-private-key-file="$state/key" \
  --node-monitor-grace-period=24h &
kube-scheduler --kubeconfig="$state/kubeconfig" --leader-elect=false &
node "$state/kubeconfig" &
wait -n
