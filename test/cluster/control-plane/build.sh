# Builds the control plane from Go modules into /built: build.sh, beside main.go.
set -eu
kubernetes=1.34.1
export CGO_ENABLED=0 GOFLAGS=-mod=mod

# Its parts are modules of their own, which its go.mod takes from its own folder.
go mod init control-plane
go mod edit -require=k8s.io/kubernetes@v$kubernetes
folder=$(go mod download -json k8s.io/kubernetes@v$kubernetes | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
for module in $(sed -n 's|^[[:space:]]*\(k8s.io/[a-z-]*\) v0.0.0$|\1|p' "$folder/go.mod"); do
  go mod edit -replace=$module=$module@v0.${kubernetes#1.}
done
go mod tidy
go build -trimpath -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=v$kubernetes" -o /built/control-plane .
for part in etcd kube-apiserver kube-controller-manager kube-scheduler new-key node; do ln -sf control-plane /built/$part; done
