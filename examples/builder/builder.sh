#!/bin/sh
# Builds with buildah what a project of Weir asks for: takes Builds, one at a time, and reports how
# each goes (docs/builds.md).
#
#   builder.sh           whatever is or becomes this project's turn, until it is stopped
#   builder.sh BUILD     this Build, when it is its turn
#
# WEIR      command that reaches the server as an account with the role weir:builder;
#           kubectl will do, if REGISTRY_AUTH_FILE names a login to the registry
# BUILDAH   command that builds, with flags such as --storage-driver
# PUSH      flags for what is pulled and pushed, such as --tls-verify=false
# BUILDER   name that stands on each Build that this builder takes
set -u
case ${1:-} in -h | --help) sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; exit ;; esac
: "${WEIR:=weir}" "${BUILDAH:=buildah}" "${PUSH:=}" "${BUILDER:=$(hostname)}"
work=$(realpath "$(mktemp -d)")
mkfifo "$work/watched"
private=$(mktemp -d) # apart from everything that is built from
trap 'rm -rf "$work" "$private"' EXIT
trap stop INT TERM
having='' running='' watching='' feed='' tries=''
login=${REGISTRY_AUTH_FILE:+given}
export REGISTRY_AUTH_FILE="${REGISTRY_AUTH_FILE:-$private/auth.json}"

# field BUILD PATH: what stands in a Build
field() { $WEIR get "$1" -o "jsonpath=$2"; }

# report BUILD JSON: writes a status; says it again until the server has heard it, $tries times at most
report() {
  said=0
  until answer=$($WEIR patch "$1" --subresource=status --type=merge -p "{\"status\":$2}" 2>&1); do
    printf '%s\n' "$answer" >&2
    case $answer in
    *'(ServiceUnavailable)'* | *'(InternalError)'* | *'(TooManyRequests)'* | *'Timeout)'*) ;;
    *'from server ('* | *' is invalid'* | *'(Unauthorized)'*) return 1 ;; # heard, and refused
    esac
    said=$((said + 1))
    [ "$said" != "$tries" ] || return 1
    sleep 2
  done
}

# stop: gives back what was begun, since the builds behind it wait for it
stop() {
  trap '' INT TERM
  tries=3
  for child in $running $watching $feed; do kill "$child" 2>/dev/null; done
  [ -z "$having" ] ||
    report "$having" '{"phase":"Error","reason":"BuilderStopped","message":"The builder was stopped."}'
  exit 1
}

# lines of text as a JSON string
quoted() { tr -d '\000-\010\013-\037' | sed 's/\\/\\\\/g; s/"/\\"/g' | awk '{printf "%s\\n", $0}'; }

# take BUILD: true if it was this one's turn, and nobody else was faster
take() {
  state=$(field "$1" '{.metadata.resourceVersion} {.status.phase} {.spec.strategy.type} {.status.conditions[?(@.type=="Startable")].status}') || return 1
  set -- "$1" $state
  [ "${3-} ${4-} ${5-}" = "New Docker True" ] || return 1
  $WEIR patch "$1" --subresource=status --type=merge -p "{\"metadata\":{\"resourceVersion\":\"$2\",
    \"annotations\":{\"weir.dev/builder\":\"$BUILDER\"}},\"status\":{\"phase\":\"Pending\"}}" >/dev/null
}

# failed BUILD REASON MESSAGE
failed() {
  if [ "$(field "$1" '{.status.cancelled}')" = true ]; then
    report "$1" '{"phase":"Cancelled","reason":"CancelledBuild","message":"The build was cancelled."}'
  else
    tail -n 10 "$work/log" >&2
    report "$1" "{\"phase\":\"Failed\",\"reason\":\"$2\",\"message\":\"$3\",
      \"logSnippet\":\"$(tail -n 10 "$work/log" | quoted)\"}"
  fi
}

# unless_cancelled BUILD COMMAND…: ends the command when the Build shall be cancelled
unless_cancelled() {
  build=$1
  shift
  "$@" >>"$work/log" 2>&1 &
  running=$!
  (
    $WEIR wait "$build" --for=jsonpath='{.status.cancelled}'=true --timeout=24h &
    waiting=$!
    trap 'kill "$waiting"; exit' TERM
    echo >"$work/watched"
    wait "$waiting" && kill "$running"
  ) >/dev/null 2>&1 &
  watching=$!
  read -r _ <"$work/watched" # who is told to stop before it can hear that stays for ever
  wait "$running"
  code=$?
  kill "$watching" 2>/dev/null
  running='' watching=''
  return "$code"
}

# inside PATH: what it is, as $real; false if that is not in the source
inside() {
  real=$(realpath "$1" 2>/dev/null && echo .)
  real=${real%??} # names may end in line breaks, which the shell would take away
  case $real/ in "$work/source/"*) return ;; esac
  echo "$1 is not in the source"
  return 1
}

# fetch BUILD: the source, the directory to build in as $context, and the file as $file
fetch() {
  rm -rf "$work/source"
  mkdir "$work/source"
  context="$work/source"
  uri=$(field "$1" '{.spec.source.git.uri}')
  if [ -n "$uri" ]; then
    commit=$(field "$1" '{.spec.revision.git.commit}')
    commit=${commit:-$(field "$1" '{.spec.source.git.ref}')}
    case $commit in -*)
      echo "$commit is no commit"
      return 1
      ;;
    esac
    unless_cancelled "$1" git clone --quiet -- "$uri" "$context" &&
      unless_cancelled "$1" git -C "$context" checkout --quiet "${commit:-HEAD}" -- || return 1
    inside "$context/$(field "$1" '{.spec.source.contextDir}')" || return 1
    context=$real
  fi
  file=$(field "$1" '{.spec.strategy.dockerStrategy.dockerfilePath}')
  dockerfile=$(field "$1" '{.spec.source.dockerfile}')
  if [ -n "$dockerfile" ]; then
    file=Dockerfile
    rm -f "$context/$file" || return 1 # it may be a link to anywhere
    printf '%s\n' "$dockerfile" >"$context/$file"
  fi
  inside "$context/${file:-Dockerfile}" || return 1
  file=$real
}

# log_in: to the server's registry, as who takes builds
log_in() { [ -n "$login" ] || $WEIR registry login --to "$REGISTRY_AUTH_FILE" --skip-check; }

# unread BUILD: what shall be built is not known
unread() { failed "$1" GenericBuildFailed "The build could not be read."; }

# build BUILD: from the source to the registry
build() {
  : >"$work/log"
  report "$1" '{"phase":"Running"}' || return
  echo "$1: running"
  fetch "$1" >>"$work/log" 2>&1 || { failed "$1" FetchSourceFailed "The source could not be fetched."; return; }
  output=$(field "$1" '{.status.outputDockerImageReference}')
  log_in >>"$work/log" 2>&1
  set -- "$1" -f "$file" -t "${output:-localhost/$BUILDER}"
  from=$(field "$1" '{.spec.strategy.dockerStrategy.from.name}')
  [ -z "$from" ] || set -- "$@" "--from=$from"
  [ "$(field "$1" '{.spec.strategy.dockerStrategy.noCache}')" != true ] || set -- "$@" --no-cache
  for flag in env build-arg; do
    list=.spec.strategy.dockerStrategy.env
    [ "$flag" = env ] || list=.spec.strategy.dockerStrategy.buildArgs
    all=$(field "$1" "{range $list[*]}.{end}") || { unread "$1"; return; }
    at=0
    while [ "$at" -lt "${#all}" ]; do # one by one: a value with line breaks is one argument all the same
      value=$(field "$1" "{$list[$at].name}={$list[$at].value}.") || { unread "$1"; return; }
      set -- "$@" "--$flag=${value%.}"
      at=$((at + 1))
    done
  done
  name=$1
  shift
  unless_cancelled "$name" $BUILDAH bud $PUSH "$@" "$context" ||
    { failed "$name" DockerBuildFailed "buildah could not build the image."; return; }
  digest=
  if [ -n "$output" ]; then
    unless_cancelled "$name" $BUILDAH push $PUSH --digestfile "$work/digest" "$output" ||
      { failed "$name" PushImageToRegistryFailed "The image could not be pushed."; return; }
    digest=$(cat "$work/digest")
  fi
  report "$name" "{\"phase\":\"Complete\",\"output\":{\"to\":{\"imageDigest\":\"$digest\"}}}"
}

# try BUILD
try() {
  take "$1" || return 0
  having=$1
  build "$1"
  having=
  echo "$1: $(field "$1" '{.status.phase}')"
}

if [ $# -gt 0 ]; then
  turn=$(field "build/$1" '{.status.conditions[?(@.type=="Startable")].status}') || exit 1
  [ "$turn" = True ] || echo "build/$1: waiting for its turn" >&2
  $WEIR wait "build/$1" --for=condition=Startable --timeout=1h >/dev/null &
  feed=$!
  wait "$feed" || exit 1
  feed=
  try "build/$1"
  [ "$(field "build/$1" '{.status.phase}')" = Complete ]
  exit
fi
mkfifo "$work/builds"
while :; do # a watch that ends is begun again
  $WEIR get builds --watch -o name >"$work/builds" &
  feed=$!
  while read -r name; do try "$name" </dev/null; done <"$work/builds"
  feed=
  sleep 1
done
