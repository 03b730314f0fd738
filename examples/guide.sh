#!/bin/bash
# Walks through the product guide of image streams from top to bottom: every command of it is shown,
# run and checked, against a fresh server and against registries that stand for the outside world.
# The first difference is named, and ends the walk with 1.
#
#   examples/guide.sh            with weir
#   WEIR=oc examples/guide.sh    with the real oc
#
# WEIR    the client that is typed (./weir beside this directory)
# SERVER  the program of the servers, which makes the images of the outside world too (./weir)
# DOCKER  what lines with docker run with: docker, podman, skopeo or none (the first that is there
#         and works; with none, the client copies images itself)
#
# All that is needed beside them is bash, tar and what is in every system. Nothing leaves this
# machine, nothing is left on it. What the guide names, and what it is here:
#
#   docker.io                       $HUB       a Weir with TLS, open to everybody
#   openshift/…, centos/…           $HUB/…     the guide leaves docker.io out
#   registry.redhat.io/rhel7        $HUB/redhat/rhel7
#   registry.connect.redhat.com     $CONNECT   the same Weir by its other name, and a project of it
#                                              that asks for a login
#   privateregistry.example.com     $PRIVATE   a Weir with TLS that gives nothing without a token …
#   sso.redhat.com                  $SSO       … of this other host
#   my.repo.com:5000/myimage        $LAB/lab/myimage, a Weir without TLS
#   172.30.…, registry.<clusterID>  $REGISTRY  the integrated registry
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${WEIR:=$here/../weir}" "${SERVER:=$here/../weir}" "${DOCKER:=}"
client=$(basename "$WEIR")

work=$(mktemp -d)
sockets=$(mktemp -d /tmp/guide.XXXXXX) # podman wants a short name
servers=()
stop() {
  trap - EXIT
  [ ${#servers[@]} -eq 0 ] || kill "${servers[@]}" 2>/dev/null
  wait 2>/dev/null
  rm -rf "$work" "$sockets"
}
trap stop EXIT
trap 'exit 130' INT TERM

# ---- what is typed, and what it must show --------------------------------------------------------

section='' line='' shown='' checks=0

title() {
  section=$1
  printf '\n== %s ==\n' "$1"
}

# what the guide has and this walk does not type as it stands
say() { printf '   %s\n' "$@"; }

# guide LINE REASON: the guide's own line, and why another one follows
guide() {
  say "the guide: $1" "but $2:"
}

different() {
  printf '\nDIFFERENT in "%s", after\n  $ %s\n%s\n' "$section" "$line" "$1" >&2
  [ -z "$shown" ] || printf 'it showed\n%s\n' "$shown" >&2
  exit 1
}

words() {
  local word quoted=''
  for word; do
    case $word in
      *[!A-Za-z0-9@%+=:,./_-]* | '') word="'${word//\'/\'\\\'\'}'" ;;
    esac
    quoted="$quoted $word"
  done
  printf '%s' "${quoted# }"
}

# type COMMAND...: shows a command, runs it, and keeps what it shows
type_() {
  line=$(words "$@")
  case $1 in
    oc)
      shift
      line="$client ${line#* }"
      set -- "$WEIR" "$@"
      ;;
    docker)
      shift
      set -- "docker_$1" "${@:2}"
      ;;
  esac
  printf '$ %s\n' "$line"
  shown=$("$@" 2>&1 </dev/null)
  local exit=$?
  [ -z "$shown" ] || printf '%s\n' "$shown" | sed 's/^/  /'
  return $exit
}

run() {
  type_ "$@" || different "it failed"
}

# refused TEXT COMMAND...: it must fail, and say so
refused() {
  local text=$1
  shift
  ! type_ "$@" || different "it was to be refused with: $text"
  shows "$text"
}

# shows TEXT...: what the last command must have shown; * stands for anything within a line
shows() {
  local text
  for text; do
    checks=$((checks + 1))
    plain "$shown" | grep -qE -- "$(pattern "$text")" || different "it was to show: $text"
  done
}

# quotes are for whoever prints to choose
plain() { printf '%s\n' "$1" | tr -d "\"'"; }

pattern() {
  plain "$1" | sed 's/[][\.+?^$(){}|]/\\&/g; s/\*/.*/g; s/  */[[:space:]]+/g'
}

# same WHAT WANTED FOUND
same() {
  checks=$((checks + 1))
  [ "$2" = "$3" ] || { shown=''; different "$1 is \"$3\", and was to be \"$2\""; }
  say "seen: $1"
}

differ() {
  checks=$((checks + 1))
  [ "$2" != "$3" ] || { shown=''; different "$1: both are \"$2\""; }
  say "seen: $1"
}

# eventually WHAT TEST...: the test holds within a short time
eventually() {
  local what=$1 tries=0
  shift
  checks=$((checks + 1))
  until "$@"; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || { shown=$(words "$@"); different "it never came to be: $what"; }
    sleep 0.2
  done
  say "seen: $what"
}

# prints TEXT COMMAND...: that is all it prints; ends_with: it ends so; prints_no: it is anything else
prints() { [ "$("${@:2}" 2>&1)" = "$1" ]; }
ends_with() { [[ "$("${@:2}" 2>&1)" == *"$1" ]]; }
prints_no() {
  local found
  found=$("${@:2}" 2>&1) && [ -n "$found" ] && [ "$found" != "$1" ]
}

# field OBJECT PATH: a field of an object
field() { "$WEIR" get "$1" -o "jsonpath={$2}"; }

# image TAG: the digest that a tag has
image() { field "istag/$1" .image.metadata.name; }

# file NAME: standard input, shown and kept
file() {
  cat >"$1"
  say "$1:"
  sed 's/^/     /' "$1"
}

# ---- the servers ---------------------------------------------------------------------------------

# serve NAME FLAGS...: starts one; returns when its directory says where it is
serve() {
  local name=$1
  shift
  mkdir -p "$work/$name"
  # the password is "guide"
  printf '%s:%s\n' developer "$hash" developer@example.com "$hash" >"$work/$name/users.htpasswd"
  : >"$work/$name.ready"
  "$SERVER" serve --data "$work/$name" --api 127.0.0.1:0 --audit-log off "$@" \
    >"$work/$name.ready" 2>"$work/$name.log" &
  servers+=($!)
  printf -v "pid_$name" %s "$!"
}

# ready NAME: waits; sets api and registry
ready() {
  local tries=0 said='' pid="pid_$1"
  until read -r said <"$work/$1.ready"; do
    tries=$((tries + 1))
    if [ $tries -gt 1200 ] || ! kill -0 "${!pid}" 2>/dev/null; then
      echo "the server \"$1\" does not start:" >&2
      cat "$work/$1.log" >&2
      exit 1
    fi
    sleep 0.1
  done
  api=$(printf '%s' "$said" | sed 's/.*api=\([^ ]*\).*/\1/')
  registry=$(printf '%s' "$said" | sed 's|.*registry=https*://\([^ ]*\).*|\1|')
}

# at NAME COMMAND...: as the administrator of that server
at() {
  local name=$1
  shift
  "$SERVER" "$@" --kubeconfig "$work/$name/admin.kubeconfig" >"$work/said" 2>&1 || {
    cat "$work/said" >&2
    echo "the outside world cannot be made: $*" >&2
    exit 1
  }
}

# outside NAME REPOSITORY:TAG...: pushes a new image there
images=0
outside() {
  local name=$1 to=$2
  shift 2
  images=$((images + 1))
  echo "image $images" >"$work/message"
  tar -C "$work" -cf "$work/layer.tar" message
  at "$name" image append --to "$to" --image "$ruby" "$work/layer.tar"
  [ $# -eq 0 ] || at "$name" image mirror "$to" "$@"
}

# projects ROLE SUBJECTS NAME...: projects in which somebody has a role
projects() {
  local role=$1 subject=$2 name
  shift 2
  for name; do
    cat <<END
apiVersion: v1
kind: Namespace
metadata: {name: $name}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: guide, namespace: $name}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: $role}
subjects: [$subject]
---
END
  done
}

printf 'The guide with %s. First the servers:\n' "$client"
hash='$2y$05$/nwLOXV94Tht6SzsALcmYO2tBecbIosaLjLGfNRgQkFSmfdxbVmAa'
free=$((20000 + RANDOM % 20000))
while (: >"/dev/tcp/127.0.0.1/$free") 2>/dev/null; do free=$((free + 1)); done
serve hub --registry 127.0.0.1:0 --registry-tls on
serve private --registry "127.0.0.1:$free" --registry-tls on --registry-url "https://localhost:$free"
serve lab --registry 127.0.0.1:0
ready hub
HUB=$registry CONNECT=localhost:${registry##*:} hub=$api
ready private
PRIVATE=127.0.0.1:$free SSO=localhost:$free private=$api
ready lab
LAB=$registry
cat "$work/hub/ca.crt" "$work/private/ca.crt" >"$work/outside.crt"
serve own --registry 127.0.0.1:0 --upstream-ca "$work/outside.crt" \
  --check-interval 2s --least-check-interval 1s
ready own
REGISTRY=$registry

# Clients find this home, and no login of whoever runs this.
mkdir -p "$work/home/.docker"
export HOME=$work/home XDG_RUNTIME_DIR=$sockets KUBECONFIG=$work/home/kubeconfig
export SSL_CERT_FILE=$work/outside.crt
unset REGISTRY_AUTH_FILE DOCKER_CONFIG
cd "$HOME" || exit 1

# token NAME URL: of developer@example.com at another server
token() {
  KUBECONFIG=$work/$1.kubeconfig "$SERVER" login -u developer@example.com -p guide \
    --certificate-authority "$work/$1/ca.crt" "$2" >/dev/null &&
    sed -n 's/^ *token: *//p' "$work/$1.kubeconfig"
}
hub_token=$(token hub "$hub") && private_token=$(token private "$private") || exit 1

ruby='{"Env":["PATH=/usr/bin","RUBY_VERSION=2.0"],"ExposedPorts":{"8080/tcp":{}},"User":"1001",
  "Labels":{"io.k8s.display-name":"Ruby 2.0","io.openshift.tags":"builder,ruby","io.openshift.s2i.scripts-url":"image:///usr/libexec/s2i"}}'
rbac='apiGroup: rbac.authorization.k8s.io'
everybody="{$rbac, kind: Group, name: system:unauthenticated}, {$rbac, kind: Group, name: system:authenticated}"
developer="{$rbac, kind: User, name: developer@example.com}"
{
  projects system:image-puller "$everybody" openshift centos library redhat
  projects edit "$developer" partners myrepository
} >"$work/hub.yaml"
projects system:image-puller "$developer" acme >"$work/private.yaml"
projects system:image-puller "$everybody" lab >"$work/lab.yaml"
for name in hub private lab; do at "$name" apply -f "$work/$name.yaml"; done
outside hub "$HUB/openshift/ruby-20-centos7:2.0" "$HUB/openshift/ruby-20-centos7:latest" \
  "$HUB/centos/ruby-22-centos7:latest" "$HUB/redhat/rhel7:latest" "$HUB/partners/app:latest"
outside hub "$HUB/library/busybox:latest" "$HUB/library/centos:centos7"
outside private "$SSO/acme/app:latest"
outside lab "$LAB/lab/myimage:latest"
say "docker.io is $HUB, registry.connect.redhat.com $CONNECT," \
  "privateregistry.example.com $PRIVATE, sso.redhat.com $SSO," \
  "my.repo.com:5000 $LAB, the integrated registry $REGISTRY"

run oc login -u developer -p guide --certificate-authority="$work/own/ca.crt" "$api"
run oc new-project demo-project

# ---- docker --------------------------------------------------------------------------------------

has() { command -v "$1" >/dev/null 2>&1; }
if [ -z "$DOCKER" ]; then
  if has docker && docker info >/dev/null 2>&1; then
    DOCKER=docker
  elif has podman; then
    DOCKER=podman
  elif has skopeo; then
    DOCKER=skopeo
  else
    DOCKER=none
  fi
fi
# What the lines with docker do. Loopback has plain HTTP, or certificates of an authority that nobody
# knows; logins are kept where docker keeps them.
logins=$HOME/.docker/config.json
podman_() { podman --root "$work/root" --runroot "$sockets/podman" --storage-driver vfs "$@"; }
# where skopeo, or the client, keeps what docker would call an image of this name
kept() { printf '%s' "$work/images/${1//[!a-z0-9.-]/_}"; }
copy() { "$WEIR" image mirror --insecure=true "$@"; }
docker_login() {
  local user=${2#--username=} password
  password=$(cat "$work/password")
  case $DOCKER in
    docker) docker login "$1" --username "$user" --password-stdin ;;
    podman) podman_ login --tls-verify=false --authfile "$logins" -u "$user" --password-stdin "$1" ;;
    skopeo) skopeo login --tls-verify=false --authfile "$logins" -u "$user" --password-stdin "$1" ;;
    *)
      # the guide's own way out: the file, made by hand
      printf '{"auths":{"%s":{"auth":"%s"}}}\n' "$1" \
        "$(printf '%s' "$user:$password" | base64 | tr -d '\n')" >"$logins"
      echo "written by hand: $logins"
      ;;
  esac <<<"$password"
}
docker_pull() {
  mkdir -p "$work/images"
  case $DOCKER in
    docker) docker pull "$1" ;;
    podman) podman_ pull -q --tls-verify=false "$1" ;;
    skopeo) skopeo copy -q --src-tls-verify=false "docker://$1" "oci:$(kept "$1"):latest" ;;
    *) copy --dir="$(kept "$1")" "$1" file://image:latest ;;
  esac
}
docker_tag() {
  case $DOCKER in
    docker) docker tag "$1" "$2" ;;
    podman) podman_ tag "$1" "$2" ;;
    *) cp -R "$(kept "$1")" "$(kept "$2")" ;;
  esac
}
docker_push() {
  case $DOCKER in
    docker) docker push "$1" ;;
    podman) podman_ push --tls-verify=false --authfile "$logins" "$1" ;;
    skopeo) skopeo copy --dest-tls-verify=false --authfile "$logins" "oci:$(kept "$1"):latest" "docker://$1" ;;
    *) copy --from-dir="$(kept "$1")" file://image:latest "$1" ;;
  esac
}
case $DOCKER in
  docker) ;;
  podman | skopeo) say "no docker with an engine is here: its lines run with $DOCKER" ;;
  *) say "neither docker, podman nor skopeo is here: what their lines do is done by $client" ;;
esac

# ---- the guide -----------------------------------------------------------------------------------

title 'Tagging Images'
say '<registry_server>/<user_name>/<image_name>:<tag>, where <user_name> may be a project:'
run oc import-image ruby:2.0 "--from=$HUB/openshift/ruby-20-centos7:2.0" --confirm
run oc get imagestream ruby
shows "ruby *$REGISTRY/demo-project/ruby *2.0*"

title 'Adding Tags to Image Streams'
run oc tag ruby:2.0 ruby:static-2.0
shows 'Tag ruby:static-2.0 set to ruby@sha256:*'
first=$(image ruby:2.0)
same 'static-2.0 is the image that 2.0 is' "$first" "$(image ruby:static-2.0)"

run oc tag --alias=true ruby:2.0 ruby:stable
shows 'Tag ruby:stable set up to track ruby:2.0.'
outside hub "$HUB/openshift/ruby-20-centos7:2.0"
run oc import-image ruby:2.0
differ '2.0 has moved' "$first" "$(image ruby:2.0)"
same 'the tracking tag moved with it' "$(image ruby:2.0)" "$(image ruby:stable)"
same 'the permanent tag did not' "$first" "$(image ruby:static-2.0)"
refused 'cannot set alias across different Image Streams' oc tag --alias=true ruby:2.0 other:stable

run oc tag --reference "$HUB/openshift/ruby-20-centos7:latest" ruby:pointer
same 'the tag points at its source' "$HUB/openshift/ruby-20-centos7:latest" \
  "$(field is/ruby '.spec.tags[?(@.name=="pointer")].from.name')"
same 'and is not imported' '' "$(field is/ruby '.status.tags[?(@.tag=="pointer")].items[*].image')"

run oc tag --reference-policy=local "$HUB/openshift/ruby-20-centos7:latest" ruby:local
eventually 'the integrated registry serves the image' prints_no '' image ruby:local
same 'who uses the tag pulls there' "$REGISTRY/demo-project/ruby@$(image ruby:local)" \
  "$(field istag/ruby:local .image.dockerImageReference)"
run oc tag --reference-policy=local --insecure=true "$LAB/lab/myimage:latest" ruby:insecure
eventually 'a registry without TLS is no hindrance for the tag' prints_no '' image ruby:insecure

title 'Recommended Tagging Conventions'
names='myimage:v2.0.1 myimage:v2.0-x86_64 myimage:v1.2-centos7 myimage:latest myimage:stable myimage:v2.0.1-may-2016'
# shellcheck disable=SC2086
run oc tag ruby:2.0 $names
run oc get istag
for name in $names; do shows "$name *"; done

title 'Removing Tags from Image Streams'
run oc tag ruby:2.0 ruby:latest
run oc delete istag/ruby:latest
shows '*"ruby:latest" deleted*'
run oc tag ruby:2.0 ruby:latest
run oc tag -d ruby:latest
shows 'Deleted tag demo-project/ruby:latest.'
refused 'imagestreamtags.image.openshift.io "ruby:latest" not found' oc get istag/ruby:latest

title 'Referencing Images in Image Streams'
id=$(image ruby:2.0)
say 'an ImageStreamTag is <image_stream_name>:<tag>, an ImageStreamImage <image_stream_name>@<id>:'
run oc get imagestreamtag ruby:2.0
run oc get imagestreamimage "ruby@$id"
say 'a DockerImage is a pull spec; without a tag it is latest, and another registry may stand before it:'
run oc tag --source=docker "$HUB/openshift/ruby-20-centos7:2.0" refs:tag
run oc tag --source=docker "$HUB/openshift/ruby-20-centos7" refs:none
run oc tag --source=docker "$HUB/redhat/rhel7:latest" refs:registry
run oc tag --source=docker "$HUB/centos/ruby-22-centos7@$first" refs:digest
for tag in tag none registry digest; do
  eventually "the image of refs:$tag" prints_no '' image "refs:$tag"
done

run oc describe is ruby
shows "$id"
if ! "$WEIR" get -o yaml --export isimage "ruby@$id" 2>&1 | grep -q 'unknown flag: --export'; then
  run oc get -o yaml --export isimage "ruby@$id"
  export_=--export
else
  guide "oc get -o yaml --export isimage ruby@$id" "this oc has --export no more"
  run oc get -o yaml isimage "ruby@$id"
  export_=
fi
short=${id#sha256:}
short=${short:0:7}
guide 'oc get -o yaml --export isimage ruby@3a335d7' 'here the id is another one'
run oc get -o yaml $export_ isimage "ruby@$short"
shows 'kind: ImageStreamImage' 'name: ruby@*' 'dockerImageLayers:' 'dockerImageMetadata:' 'Architecture: amd64' \
  '- RUBY_VERSION=2.0' '8080/tcp: {}' 'User: "1001"' 'dockerImageMetadataVersion: "1.0"' \
  "dockerImageReference: $HUB/openshift/ruby-20-centos7@$id" "name: $id"

title 'Pulling from Private Registries with Delegated Authentication'
refused 'Unauthorized' oc import-image acme "--from=$PRIVATE/acme/app" --confirm
run oc create secret docker-registry "--docker-server=$SSO" --docker-username=developer@example.com \
  "--docker-password=$private_token" --docker-email=unused redhat-connect-sso
shows 'secret/redhat-connect-sso*'
run oc create secret docker-registry "--docker-server=$PRIVATE" --docker-username=developer@example.com \
  "--docker-password=$private_token" --docker-email=unused private-registry
shows 'secret/private-registry*'
run oc import-image acme "--from=$PRIVATE/acme/app" --confirm
shows "*$PRIVATE/acme/app@sha256:*"

printf '%s' "$hub_token" >"$work/password"
refused 'Unauthorized' oc import-image partner "--from=$CONNECT/partners/app" --confirm
run docker login "$CONNECT" --username=developer@example.com
run oc create secret generic redhat-connect --from-file=.dockerconfigjson=.docker/config.json
shows 'secret/redhat-connect created'
run oc secrets link default redhat-connect --for=pull
same 'the service account pulls with it' '1' \
  "$("$WEIR" get sa default -o 'jsonpath={.imagePullSecrets[*].name}' | grep -cw redhat-connect)"
run oc import-image partner "--from=$CONNECT/partners/app" --confirm
shows "*$CONNECT/partners/app@sha256:*"

title 'Importing Tag and Image Metadata'
run oc import-image my-ruby "--from=$HUB/openshift/ruby-20-centos7" --confirm
say 'the guide: The import completed successfully.' 'which clients of today say in other words'
shows '*imported' 'Name: my-ruby' 'Annotations: openshift.io/image.dockerRepositoryCheck=*' \
  "*$REGISTRY/demo-project/my-ruby" "*$HUB/openshift/ruby-20-centos7@sha256:*"
run oc import-image my-ruby --all "--from=$HUB/openshift/ruby-20-centos7" --confirm
same 'all tags are there' '2.0 latest' "$(field is/my-ruby .status.tags[*].tag)"

run oc delete is my-ruby
file my-ruby.yaml <<END
apiVersion: "v1"
kind: "ImageStream"
metadata:
  name: "my-ruby"
spec:
  dockerImageRepository: "$HUB/openshift/ruby-20-centos7"
END
run oc create -f my-ruby.yaml
shows '*my-ruby created'
eventually 'the image is found' prints_no '' image my-ruby:latest
run oc get is my-ruby -o yaml
shows 'openshift.io/image.dockerRepositoryCheck: *' "dockerImageRepository: $HUB/openshift/ruby-20-centos7" \
  'name: latest' 'kind: DockerImage' "dockerImageRepository: $REGISTRY/demo-project/my-ruby" \
  'generation: 2' 'tag: latest' "dockerImageReference: $HUB/openshift/ruby-20-centos7@$(image my-ruby:latest)"

run oc tag --scheduled=true "$HUB/openshift/ruby-20-centos7:2.0" my-ruby:2.0
shows '*my-ruby:2.0 set to *'
file ruby.yaml <<END
apiVersion: v1
kind: ImageStream
metadata:
  name: scheduled
spec:
  tags:
  - from:
      kind: DockerImage
      name: $HUB/openshift/ruby-20-centos7
    name: latest
    importPolicy:
      scheduled: true
END
say 'named scheduled, since there is a stream ruby'
run oc create -f ruby.yaml
eventually 'it is imported' prints_no '' image scheduled:latest
eventually 'the other one too' prints_no '' image my-ruby:2.0
before=$(image scheduled:latest)
outside hub "$HUB/openshift/ruby-20-centos7:latest" "$HUB/openshift/ruby-20-centos7:2.0"
eventually 'what is pushed there comes by the schedule' prints_no "$before" image scheduled:latest
eventually 'for the tag of the command, too' prints "$(image scheduled:latest)" image my-ruby:2.0

title 'Importing Images from Insecure Registries'
file insecure.yaml <<END
kind: ImageStream
apiVersion: v1
metadata:
  name: insecure
  annotations:
    openshift.io/image.insecureRepository: "true"
  spec:
    dockerImageRepository: $LAB/lab/myimage
END
say 'the guide has spec under metadata:'
refused 'metadata.spec: Forbidden' oc create -f insecure.yaml
file insecure.yaml <<END
kind: ImageStream
apiVersion: v1
metadata:
  name: insecure
  annotations:
    openshift.io/image.insecureRepository: "true"
spec:
  dockerImageRepository: $LAB/lab/myimage
END
run oc create -f insecure.yaml
eventually 'it is imported without TLS' prints_no '' image insecure:latest
run oc annotate is insecure openshift.io/image.insecureRepository-
refused '*--insecure*' oc import-image insecure

title 'Image Stream Tag Policies'
file policies.yaml <<END
kind: ImageStream
apiVersion: v1
metadata:
  name: policies
  tags:
  - from:
      kind: DockerImage
      name: $LAB/lab/myimage
    name: mytag
    importPolicy:
      insecure: true
    referencePolicy:
      type: Local
END
say 'the guide has tags under metadata:'
refused 'metadata.tags: Forbidden' oc create -f policies.yaml
file policies.yaml <<END
kind: ImageStream
apiVersion: v1
metadata:
  name: policies
spec:
  tags:
  - from:
      kind: DockerImage
      name: $LAB/lab/myimage
    name: mytag
    importPolicy:
      insecure: true
    referencePolicy:
      type: Local
  - from:
      kind: DockerImage
      name: $LAB/lab/myimage
    name: source
    importPolicy:
      insecure: true
    referencePolicy:
      type: Source
  - from:
      kind: DockerImage
      name: $LAB/lab/myimage
    name: neither
END
run oc create -f policies.yaml
eventually 'the insecure tag is imported' prints_no '' image policies:mytag
id=$(image policies:mytag)
same 'Local: clients pull from the integrated registry' "$REGISTRY/demo-project/policies@$id" \
  "$(field istag/policies:mytag .image.dockerImageReference)"
eventually 'Source: clients pull from the registry itself' prints "$LAB/lab/myimage@$id" \
  field istag/policies:source .image.dockerImageReference
eventually 'what is not insecure is refused' prints False field is/policies \
  '.status.tags[?(@.tag=="neither")].conditions[0].status'
run oc annotate is policies openshift.io/image.insecureRepository=true
run oc import-image policies:neither
same 'the annotation of the stream holds for all tags' "$id" "$(image policies:neither)"

title 'Creating an Image Stream by Manually Pushing an Image'
"$WEIR" whoami -t >"$work/password"
run docker login "$REGISTRY" --username=developer
run docker pull "$HUB/library/centos:centos7"
guide 'docker tag docker.io/centos:centos7 https://registry.<clusterID>.openshift.com' \
  'a name of an image has no scheme, and a project and a name'
run docker tag "$HUB/library/centos:centos7" "$REGISTRY/demo-project/my-image:latest"
guide 'docker push https://registry.<clusterID>.openshift.com' 'likewise'
run docker push "$REGISTRY/demo-project/my-image:latest"
run oc get is
shows "my-image *$REGISTRY/demo-project/my-image *latest *ago"
run oc create sa pusher
run oc policy add-role-to-user system:image-pusher -z pusher
"$WEIR" create token pusher >"$work/password"
run docker login "$REGISTRY" --username=pusher
run docker push "$REGISTRY/demo-project/my-image:latest"
run docker tag "$HUB/library/centos:centos7" "$REGISTRY/demo-project/new-image:latest"
say 'system:image-pusher is no right to make new streams:'
refused '*denied*' docker push "$REGISTRY/demo-project/new-image:latest"

title 'Transferring Images'
run oc new-project myproject
"$WEIR" whoami -t >"$work/password"
run docker login "$REGISTRY" --username=developer
printf '%s' "$hub_token" >"$work/password"
run docker login "$HUB" --username=developer@example.com
guide 'oc image mirror docker.io/library/busybox:latest 172.30.0.0/16/myproject/toybox:latest' \
  '172.30.0.0/16 is a network and no registry'
run oc image mirror --insecure=true "$HUB/library/busybox:latest" "$REGISTRY/myproject/toybox:latest"
shows "sha256:* $REGISTRY/myproject/toybox:latest"
run oc tag toybox:latest busybox:latest
run oc image mirror --insecure=true "$REGISTRY/myproject/busybox:latest" \
  "$HUB/myrepository/busybox:stable" "$HUB/myrepository/toybox:dev"
shows "sha256:* $HUB/myrepository/busybox:stable" "sha256:* $HUB/myrepository/toybox:dev"

title 'Triggering Updates on Image Stream Changes'
run oc tag --reference-policy=local "$HUB/centos/ruby-22-centos7:latest" example:latest
eventually 'the tag has an image' prints_no '' image example:latest
template="template:
    metadata: {labels: {app: example}}
    spec: {containers: [{name: web, image: 'example'}]}"
file example.yaml <<END
apiVersion: apps/v1
kind: Deployment
metadata:
  name: example
spec:
  selector: {matchLabels: {app: example}}
  $template
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: example
spec:
  serviceName: example
  selector: {matchLabels: {app: example}}
  $template
---
apiVersion: apps.openshift.io/v1
kind: DeploymentConfig
metadata:
  name: example
spec:
  selector: {app: example}
  triggers:
  - type: ImageChange
    imageChangeParams:
      automatic: true
      containerNames: [web]
      from: {kind: ImageStreamTag, name: 'example:latest'}
  $template
---
apiVersion: build.openshift.io/v1
kind: BuildConfig
metadata:
  name: example
spec:
  source: {dockerfile: 'FROM example'}
  strategy:
    dockerStrategy: {from: {kind: ImageStreamTag, name: 'example:latest'}}
  triggers:
  - type: ImageChange
END
run oc apply -f example.yaml
say 'the annotation, as it stands in the guide, with its single quotes:'
run oc annotate statefulset/example \
  "image.openshift.io/triggers=[{\"from\":{\"kind\":\"ImageStreamTag\",\"name\":\"example:latest\"},\"fieldPath\":\"spec.template.spec.containers[?(@.name='web')].image\"}]"
say 'the schema of the guide has comments and "...", which no JSON has; "paused" may be text as there:'
run oc annotate --overwrite statefulset/example \
  "image.openshift.io/triggers=[{\"from\":{\"kind\":\"ImageStreamTag\",\"name\":\"example:latest\",\"namespace\":\"myproject\"},\"fieldPath\":\"spec.template.spec.containers[?(@.name='web')].image\",\"paused\":\"false\"}]"
run oc set triggers deploy/example --from-image=example:latest -c web
container='.spec.template.spec.containers[?(@.name=="web")].image'
follows() {
  local what
  for what in statefulset deploy dc; do
    eventually "$what/example runs $1" prints "$REGISTRY/myproject/example@$2" field "$what/example" "$container"
  done
  eventually "bc/example has a build of $1" ends_with "@$2" \
    field "build/example-$3" '.spec.triggeredBy[*].imageChangeBuild.imageID'
}
before=$(image example:latest)
follows 'the image of the tag' "$before" 1
run oc tag toybox:latest example:latest
differ 'the tag moved' "$before" "$(image example:latest)"
follows 'what the tag is now' "$(image example:latest)" 2

title 'Writing Image Stream Definitions'
run oc new-project catalog
file definition.yaml <<END
apiVersion: v1
kind: ImageStream
metadata:
  name: ruby
  annotations:
    openshift.io/display-name: Ruby
spec:
  tags:
    - name: '2.0'
      annotations:
        openshift.io/display-name: Ruby 2.0
        description: >-
          Build and run Ruby 2.0 applications on CentOS 7. For more information
          about using this builder image, including OpenShift considerations,
          see
          https://github.com/sclorg/s2i-ruby-container/tree/master/2.0/README.md.
        iconClass: icon-ruby
        sampleRepo: 'https://github.com/sclorg/ruby-ex.git'
        tags: 'builder,ruby'
        supports: 'ruby'
        version: '2.0'
      from:
        kind: DockerImage
        name: '$HUB/openshift/ruby-20-centos7:latest'
END
run oc create -f definition.yaml
eventually 'the tag is imported' prints_no '' image ruby:2.0
run oc get is ruby -o yaml
shows 'openshift.io/display-name: Ruby' 'openshift.io/display-name: Ruby 2.0' 'iconClass: icon-ruby' \
  'sampleRepo: https://github.com/sclorg/ruby-ex.git' 'tags: builder,ruby' 'supports: ruby' 'version: "2.0"' \
  'description: *Build and run Ruby 2.0*'

say 'the tags annotation shows it in the catalog, supports finds it for source code in ruby:'
run oc new-app --search ruby
shows 'ruby' 'Project: catalog' 'Tags: 2.0'
if has git; then
  mkdir ruby-ex && : >ruby-ex/Gemfile
  git init -q ruby-ex 2>/dev/null && git -C ruby-ex remote add origin https://127.0.0.1:1/sclorg/ruby-ex.git
  run oc new-app ruby-ex --dry-run
  shows '*in image stream catalog/ruby under tag 2.0*' '*buildconfig.build.openshift.io ruby-ex created*'
else
  say 'git is not here: no source code is tried'
fi

printf '\nThe whole guide, with %s: %s checks, no difference.\n' "$client" "$checks"
