#!/usr/bin/env bash
# Copies image streams from a running OpenShift, 3.11 or 4, to Weir: the images of all tags with
# their history, as far as it goes, and what tags follow. Nothing changes at the side that is left.
#
#   leaving-openshift.sh PROJECT...          says what it would do
#   leaving-openshift.sh --run PROJECT...    does it; run it again, and it goes on where it was
#
#   --imports      also what tags of other registries import: each is looked up there at once, and is
#                  then what that registry has today
#   --only STREAM  of each project this stream only
#
# OC              the client of the side that is left (oc), logged in there
# OC_KUBECONFIG   its kubeconfig, where it is not the one that oc takes by itself
# OC_REGISTRY     that registry's address from here (what its streams name: the route, if it has one)
# WEIR            the client of Weir (weir), logged in
# WEIR_REGISTRY   Weir's registry (what "weir registry info" says)
# MIRROR_FLAGS    more flags of "weir image mirror", such as --insecure or --certificate-authority=FILE
#
# docs/leaving-openshift.md says what comes along and what does not. Exit code 1: something did not.
set -u
: "${OC:=oc}" "${OC_KUBECONFIG:=}" "${OC_REGISTRY:=}" "${WEIR:=weir}" "${WEIR_REGISTRY:=}" "${MIRROR_FLAGS:=}"

run='' imports='' only='' projects=()
while [ $# -gt 0 ]; do
  case $1 in
    --run) run=yes ;;
    --imports) imports=yes ;;
    --only) only=${2:?--only wants the name of a stream} && shift ;;
    -h | --help) sed -n '2,/^set -u/{/^set -u/d;s/^# \{0,1\}//;p}' "$0" && exit ;;
    -*) echo "error: unknown flag $1; see --help" >&2 && exit 2 ;;
    *) projects+=("$1") ;;
  esac
  shift
done
[ ${#projects[@]} -gt 0 ] || { echo "error: name the projects to copy; see --help" >&2 && exit 2; }

umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

failures=0
problem() {
  echo "error: $*" >&2
  failures=$((failures + 1))
}
die() {
  echo "error: $*" >&2
  exit 1
}
note() { echo "note: $*" >&2; }

at_openshift() {
  if [ -n "$OC_KUBECONFIG" ]; then KUBECONFIG=$OC_KUBECONFIG "$OC" "$@"; else "$OC" "$@"; fi </dev/null
}
at_weir() { "$WEIR" "$@" </dev/null; }

# does COMMAND...: shows a command of Weir; with --run also runs it
does() {
  echo "weir $*"
  [ -z "$run" ] || at_weir "$@" >"$work/out" 2>&1 || {
    cat "$work/out" >&2
    return 1
  }
}

token=$(at_openshift whoami -t 2>"$work/out") || token=''
[ -n "$token" ] || die "no session at the OpenShift that is left, log in with \"$OC login\" first: $(cat "$work/out")"
at_weir whoami >/dev/null 2>&1 || die "no session at Weir: log in with \"weir login\" first, and see that WEIR ($WEIR) is that program"
[ -n "$WEIR_REGISTRY" ] || WEIR_REGISTRY=$(at_weir registry info) || die "set WEIR_REGISTRY: Weir's registry"

# login HOST: the session is the password at the registry that is left, and only there
login() {
  printf '{"auths":{"%s":{"auth":"%s"}}}' "$1" "$(printf 'unused:%s' "$token" | base64 | tr -d '\n')" >"$work/auth"
}

# events CLIENT PROJECT STREAM: a line for each tag: its name, then its images, oldest first
events() {
  "$1" get imagestream "$3" -n "$2" -o jsonpath='{range .status.tags[*]}{.tag}{range .items[*]} {.image}{end}{"\n"}{end}' |
    while read -r tag images; do
      line=''
      for image in $images; do line="$image $line"; done
      [ -z "$tag" ] || echo "$tag $line"
    done
}

# missing HAS WANTED: the images of WANTED that come after what HAS has of them, in this order;
# fails if HAS has something else: the tag moved there
missing() {
  local has
  read -ra has <<<"$1"
  local next=0 image
  for image in $2; do
    if [ "$next" -lt ${#has[@]} ]; then
      [ "$image" != "${has[$next]}" ] || next=$((next + 1))
    else
      echo "$image"
    fi
  done
  [ "$next" -eq ${#has[@]} ]
}

# copies one image of each tag at a time, since the order of pushes to a tag is its history
images() {
  local project=$1 stream=$2 from=$3 to=$WEIR_REGISTRY/$1/$2
  events at_openshift "$project" "$stream" >"$work/wanted" || return 1
  : >"$work/has"
  if at_weir get imagestream "$stream" -n "$project" -o name >"$work/here" 2>/dev/null; then
    events at_weir "$project" "$stream" >"$work/has" || return 1
  fi
  rm -f "$work"/round.*
  local tag wanted has left image round
  local -A here=()
  while read -r tag has; do here[$tag]=$has; done <"$work/has"
  if [ ! -s "$work/wanted" ] && [ ! -s "$work/here" ]; then
    does create imagestream "$stream" -n "$project" || problem "$project/$stream cannot be made"
  fi
  while read -r tag wanted; do
    if ! left=$(missing "${here[$tag]:-}" "$wanted"); then
      note "$project/$stream:$tag moved at Weir since, or has lost some of its history: left as it is"
      continue
    fi
    round=1000 # so that names sort as numbers
    for image in $left; do
      echo "$from@$image $to:$tag" >>"$work/round.$round"
      round=$((round + 1))
    done
  done <"$work/wanted"
  local file
  for file in "$work"/round.*; do
    [ -e "$file" ] || continue
    sed 's/^/copy /' "$file"
    [ -z "$run" ] ||
      # shellcheck disable=SC2086 # several flags
      at_weir image mirror -f "$file" -a "$work/auth" --keep-manifest-list --continue-on-error $MIRROR_FLAGS >"$work/out" 2>&1 || {
      grep '^error:' "$work/out" >&2
      problem "$project/$stream: not all images came along; run again, or see docs/leaving-openshift.md"
    }
  done
}

# what tags follow, and where they import from; after all images are here
follows() {
  local project=$1 stream=$2 tag kind namespace name scheduled reference policy flags
  at_openshift get imagestream "$stream" -n "$project" -o \
    jsonpath='{range .spec.tags[*]}{.name}|{.from.kind}|{.from.namespace}|{.from.name}|{.importPolicy.scheduled}|{.reference}|{.referencePolicy.type}{"\n"}{end}' \
    >"$work/spec" || return 1
  if [ "$(at_openshift get imagestream "$stream" -n "$project" -o jsonpath='{.spec.lookupPolicy.local}')" = true ]; then
    does set image-lookup "$stream" -n "$project" || problem "$project/$stream is not looked up in workloads"
  fi
  while IFS='|' read -r tag kind namespace name scheduled reference policy; do
    case $kind in
      ImageStreamTag)
        case $name in *:*) ;; *) name=$stream:$name ;; esac
        if [ "${namespace:-$project}" = "$project" ] && [ "${name%%:*}" = "$stream" ]; then
          does tag --alias "$name" "$stream:$tag" -n "$project"
        else
          note "$project/$stream:$tag followed ${namespace:-$project}/$name, of another stream: it has its images, and follows no more"
        fi || problem "$project/$stream:$tag does not follow $name"
        ;;
      DockerImage)
        flags=()
        [ "$scheduled" != true ] || flags+=(--scheduled)
        [ "$reference" != true ] || flags+=(--reference)
        [ "$policy" != Local ] || flags+=(--reference-policy=local)
        if [ -n "$imports" ] || [ "$reference" = true ]; then
          does tag --source=docker "${flags[@]}" "$name" "$stream:$tag" -n "$project" || problem "$project/$stream:$tag does not import $name"
        else
          note "$project/$stream:$tag imports no more; to let it: weir tag --source=docker ${flags[*]} $name $stream:$tag -n $project"
        fi
        ;;
    esac
  done <"$work/spec"
}

streams() {
  at_openshift get imagestreams -n "$1" -o \
    jsonpath='{range .items[*]}{.metadata.name}|{.status.publicDockerImageRepository}|{.status.dockerImageRepository}{"\n"}{end}' |
    while IFS='|' read -r name public internal; do
      [ -z "$name" ] || { [ -n "$only" ] && [ "$name" != "$only" ]; } || echo "$name ${public:-${internal:--}}"
    done
}

[ -n "$run" ] || echo "# nothing is changed: this is what --run would do"
for project in "${projects[@]}"; do
  echo "# $project"
  streams "$project" >"$work/streams.$project" || {
    problem "cannot read the streams of $project"
    continue
  }
  at_weir get project "$project" -o name >/dev/null 2>&1 || does new-project "$project" --skip-config-write || {
    problem "$project cannot be made: let somebody make it who may"
    continue
  }
  while read -r stream repository; do
    host=${OC_REGISTRY:-${repository%%/*}}
    [ "$host" != - ] || { problem "set OC_REGISTRY: $project/$stream names no registry" && continue; }
    login "$host"
    images "$project" "$stream" "$host/$project/$stream" || problem "$project/$stream cannot be read"
  done <"$work/streams.$project"
done
for project in "${projects[@]}"; do
  [ -e "$work/streams.$project" ] || continue
  while read -r stream _; do
    follows "$project" "$stream" || problem "$project/$stream cannot be read"
  done <"$work/streams.$project"
done
[ "$failures" -eq 0 ] || die "$failures of this did not work; the same command goes on from here"
