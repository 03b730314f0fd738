# /usr/lib/weir, which the image and the Debian package share: a Java of its own, the program, and
# start-up archives made for exactly these two at exactly this place. Sourced by packaging/build.

# What the program needs of Java, as jdeps and the tests of package dist have it, and jcmd and jfr
# for who is woken up.
MODULES=java.base,java.management,java.naming,java.security.jgss,java.sql,jdk.jcmd,jdk.jfr,jdk.management,jdk.net,jdk.unsupported

# How SQLite's driver names machines.
driver_machine() {
  case $1 in
    amd64) echo x86_64 ;;
    arm64) echo aarch64 ;;
    *) fail "SQLite's driver is not looked for on $1" ;;
  esac
}

# Packages of Debian, by what this machine knows of them or, where sources are named, by these alone.
#   fetch_packages ARCHITECTURE SOURCES_LIST|'' PACKAGE...
fetch_packages() {
  need apt-get dpkg-deb
  local lists=$WORK/apt-$1 known
  mkdir -p "$WORK/debs-$1" "$lists/lists/partial" "$lists/archives/partial"
  known=$(ls "$lists/lists" | wc -l)
  local apt=(-q -o "APT::Architecture=$1" -o "APT::Architectures=$1" -o APT::Sandbox::User=)
  local own=("${apt[@]}" -o "Dir::State::lists=$lists/lists" -o "Dir::Cache::archives=$lists/archives"
    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=)
  [ -z "$2" ] || own+=(-o "Dir::Etc::sourcelist=$2" -o Dir::Etc::sourceparts=/dev/null -o Dir::State::status=/dev/null)
  (
    cd "$WORK/debs-$1"
    if [ -n "$2" ] || ! apt-get "${apt[@]}" download "${@:3}"; then
      [ "$known" -gt 2 ] || apt-get "${own[@]}" update
      apt-get "${own[@]}" download "${@:3}"
    fi
  ) >"$lists/log" 2>&1 || {
    tail -n 5 "$lists/log" >&2
    return 1
  }
}

# Debian's packages without what only people read.
#   base DIRECTORY ARCHITECTURE [SOURCES_LIST [PACKAGE...]]
PACKAGES=(base-files netbase tzdata ca-certificates libc6 libgcc-s1 zlib1g)
base() {
  fetch_packages "$2" "${3:-}" "${PACKAGES[@]}" "${@:4}" || return 1
  mkdir -p "$1"
  local package name
  for package in "$WORK/debs-$2"/*.deb; do
    dpkg-deb -x "$package" "$1"
    # what scanners read of an image without dpkg
    name=$(dpkg-deb -f "$package" Package)
    mkdir -p "$1/var/lib/dpkg/status.d"
    dpkg-deb -f "$package" >"$1/var/lib/dpkg/status.d/$name"
  done
  find "$1/usr/share/doc" -type f ! -name copyright -delete
  rm -rf "$1"/usr/share/{man,locale,lintian,info,bug,doc-base,common-licenses.old} "$1"/usr/lib/*/gconv "$1"/usr/lib/*/audit \
    "$1"/usr/share/zoneinfo/{posix,right} "$1"/usr/sbin "$1"/etc/{update-motd.d,profile.d,ca-certificates} "$1"/var/{backups,spool,mail,lock,run} \
    "$1"/{boot,home,media,opt,srv,sys,run} "$1"/usr/{games,include,local,src,bin} "$1"/usr/share/{base-files,dict,misc,lib} "$1"/etc/skel
  find "$1/usr/share/doc" -depth -type d -empty -delete
  find "$1" -xtype l -lname '*/doc/*' -delete
  mkdir -p "$1/etc/ssl/certs"
  find "$1/usr/share/ca-certificates" -name '*.crt' | sort | xargs cat >"$1/etc/ssl/certs/ca-certificates.crt"
  printf 'root:x:0:0:root:/root:/usr/sbin/nologin\nweir:x:65532:65532:Weir:/var/lib/weir:/usr/sbin/nologin\n' >"$1/etc/passwd"
  printf 'root:x:0:\nweir:x:65532:\n' >"$1/etc/group"
  printf 'hosts: files dns\n' >"$1/etc/nsswitch.conf"
}

# A Java of those modules.
#   jre DIRECTORY [JMODS]
jre() {
  "$JDK/bin/jlink" ${2:+--module-path "$2"} --add-modules "$MODULES" --output "$1" \
    --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-0
}

# The program, with SQLite's library as a file beside it: none is unpacked at the start, so that
# nothing must be writable, or executable, for it.
#   program DIRECTORY ARCHITECTURE
program() {
  local native="org/sqlite/native/Linux/$(driver_machine "$2")/libsqlitejdbc.so" classes="$WORK/classes"
  mkdir -p "$1/lib"
  if [ ! -f "$WORK/weir.jar" ]; then
    mkdir -p "$classes"
    (cd "$classes" && "$JDK/bin/jar" xf "$JAR")
    mv "$classes/org/sqlite/native" "$WORK/native"
    mv "$classes/META-INF/MANIFEST.MF" "$WORK/manifest"
    (cd "$classes" && find . -type f -printf '%P\n' | sort | awk -v q='"' '{ print q $0 q }' >"$WORK/classes.list"
      "$JDK/bin/jar" --create --file "$WORK/weir.jar" --manifest "$WORK/manifest" \
        --date "$(date -u -d "@$SOURCE_DATE_EPOCH" +%FT%TZ)" "@$WORK/classes.list")
  fi
  cp "$WORK/weir.jar" "$1/lib/weir.jar"
  (cd "$1/lib" && sha256sum weir.jar >weir.jar.sha256)
  cp "$WORK/${native#org/sqlite/}" "$1/lib/libsqlitejdbc.so"
  chmod 755 "$1/lib/libsqlitejdbc.so"
  cp "$SOURCES/weir" "$1/weir"
  chmod 755 "$1/weir"
  options_of SERVER_FLAGS >"$1/lib/server.options"
  options_of CLIENT_FLAGS >"$1/lib/client.options"
  command_options >"$1/lib/command.options"
}

# All that Java is told for a command that is typed in the image, which has no shell for the launcher: /usr/bin/weir names
# Java with this file as its interpreter, and dev.weir.Main passes over that name.
command_options() {
  options_of CLIENT_FLAGS
  printf '%s\n' -XX:SharedArchiveFile=/usr/lib/weir/lib/client.jsa -Dweir.interpreted=true -cp /usr/lib/weir/lib/weir.jar dev.weir.Main
}

# The launcher's own options of a server or of commands, for java's @FILE.
options_of() {
  local name
  for name in FLAGS "$1"; do
sed -n "/^$name='/{:more; /'\$/!{N; b more}; s/^[^']*'//; s/'\$//; p}" "$SOURCES/weir" | xargs printf '%s\n'
  done
  printf '%s\n' -Dorg.sqlite.lib.path=/usr/lib/weir/lib -Dorg.sqlite.lib.name=libsqlitejdbc.so
}

# Which classes a short life of a server loads, and commands that are sent to it: sorted, and without
# what was resolved in which order or depends on the time of the day, which differs from run to run.
#   rehearsal ROOT
rehearsal() {
  local root=$1 work=$WORK/rehearsal kind server sandbox
  : >"$work/ready"
  "${INSIDE[@]}" "$JAVA" "@$LIB/server.options" -Xshare:off -XX:DumpLoadedClassList=/mnt/server.all -cp "$LIB/weir.jar" dev.weir.Main \
    serve --data /mnt/data --api 127.0.0.1:0 --registry 127.0.0.1:0 >"$work/ready" 2>"$work/log" &
  sandbox=$!
  until grep -q '^ready ' "$work/ready"; do
    kill -0 "$sandbox" 2>/dev/null || fail "the rehearsal did not start: $(tail -n 5 "$work/log")"
    sleep 0.1
  done
  cp "$work/data/admin.kubeconfig" "$work/kubeconfig"
  "${INSIDE[@]}" "$JAVA" "@$LIB/client.options" -Xshare:off -XX:DumpLoadedClassList=/mnt/client.all -cp "$LIB/weir.jar" \
    dev.weir.Rehearsal /mnt/data/admin.kubeconfig /mnt/kubeconfig
  server=$(cat "/proc/$sandbox/task/$sandbox/children")
  # shellcheck disable=SC2086
  kill $server
  wait "$sandbox" || true
  for kind in server client; do
    grep -v '^#\|^@cp\|^@lambda-form-invoker .*J.*_' "$work/$kind.all" | sed 's/ id: .*//' | grep -v 'ForkJoin\|Exception$' | sort -u \
      >"$root$LIB/$kind.classes"
  done
}

# Start-up archives. Unlike those that the launcher makes they hold no profiles, so that the same
# classes make the same bytes; see docs/decisions/0057-what-is-installed.md. Who wants the bytes of a release
# again names a folder with its lists of classes in WEIR_CLASSES.
#   archives ROOT
archives() {
  need bwrap
  local root=$1 work=$WORK/rehearsal kind
  JAVA=/usr/lib/weir/jre/bin/java LIB=/usr/lib/weir/lib
  INSIDE=(bwrap --ro-bind "$root" / --dev /dev --proc /proc --tmpfs /tmp --bind "$work" /mnt --die-with-parent --clearenv)
  mkdir -p "$work"
  if [ -n "${WEIR_CLASSES:-}" ]; then
    cp "$WEIR_CLASSES/server.classes" "$WEIR_CLASSES/client.classes" "$root$LIB/"
  else
    rehearsal "$root"
  fi
  for kind in server client; do
    archive "$kind" "$work" "$root$LIB/$kind.jsa" || fail "of six dumps for $kind no two are alike: $(cat "$work/differ")"
  done
}

# Dumps until two are alike: on a busy machine one in five or so has a form of a method handle more or less.
#   archive KIND DIRECTORY RESULT
archive() {
  local turn before
  for turn in 1 2 3 4 5 6; do
    "${INSIDE[@]}" "$JAVA" "@$LIB/$1.options" -Xshare:dump -XX:+AOTClassLinking "-XX:SharedClassListFile=$LIB/$1.classes" \
      "-XX:SharedArchiveFile=/mnt/$1.$turn" -cp "$LIB/weir.jar"
    for ((before = 1; before < turn; before++)); do
      if "$JDK/bin/java" "$SOURCES/packaging/WithoutClock.java" "$2/$1.$before" "$2/$1.$turn" "$3" 2>"$2/differ"; then return; fi
    done
  done
  return 1
}

# Everything below a root: the base, and /usr/lib/weir.
#   installed ROOT
installed() {
  [ ! -d "$1" ] || return 0
  local machine
  machine=$(dpkg --print-architecture)
  base "$1" "$machine" || fail "Debian's packages for $machine cannot be had"
  mkdir -p "$1/usr/lib/weir" "$1/mnt" "$1/tmp" "$1/dev" "$1/proc"
  jre "$1/usr/lib/weir/jre"
  program "$1/usr/lib/weir" "$machine"
  licences "$1/usr/share/doc/weir"
  settle "$1"
  archives "$1"
  settle "$1"
}
