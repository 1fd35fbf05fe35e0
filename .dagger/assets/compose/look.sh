# Says what a Docker host knows of one service, a line of JSON for each thing: look.sh PROJECT SERVICE
# Chosen fields only: a container's variables hold secrets.
set -eu
of="$1/$2"

docker info --format '{"kind":"daemon","time":{{json .SystemTime}}}'

containers=$(docker ps --all --quiet --no-trunc --filter "label=com.docker.compose.project=$1" \
  --filter "label=com.docker.compose.service=$2" --filter label=com.docker.compose.oneoff=False)
if [ -n "$containers" ]; then
  docker inspect --type container --format '{"kind":"container","id":{{json .Id}},"name":{{json .Name}},"image":{{json .Image}},"labels":{{json .Config.Labels}},"created":{{json .Created}},"restarts":{{json .RestartCount}},"state":{{json .State}}}' $containers
  docker image inspect --format '{"kind":"image","id":{{json .Id}},"digests":{{json .RepoDigests}},"tags":{{json .RepoTags}}}' \
    $(docker inspect --type container --format '{{.Image}}' $containers | sort -u)
fi

locks=$(docker ps --all --quiet --no-trunc --filter "label=shipway.lock=$of")
if [ -n "$locks" ]; then
  docker inspect --type container --format '{"kind":"lock","id":{{json .Id}},"labels":{{json .Config.Labels}},"created":{{json .Created}}}' $locks
fi

records=$(docker volume ls --quiet --filter "label=shipway.record=$of")
if [ -n "$records" ]; then
  docker volume inspect --format '{"kind":"record","name":{{json .Name}},"labels":{{json .Labels}}}' $records
fi

migrations=$(docker ps --all --quiet --no-trunc --filter "label=shipway.migration=$of")
if [ -n "$migrations" ]; then
  docker inspect --type container --format '{"kind":"migration","id":{{json .Id}},"name":{{json .Name}},"labels":{{json .Config.Labels}},"restarts":{{json .RestartCount}},"state":{{json .State}}}' $migrations
fi
