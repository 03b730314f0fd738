# What the parts of the packaging share; sourced by packaging/build.

say() { printf '== %s\n' "$*"; }
fail() {
  printf 'packaging: %s\n' "$*" >&2
  exit 1
}

# Ends with a sentence unless all programs are there.
need() {
  for program; do
    command -v "$program" >/dev/null || fail "$program is needed and was not found; Debian has it, see docs/installing.md"
  done
}

# Sets JDK: one of 25 or newer that has jlink.
find_jdk() {
  for JDK in "${JAVA_HOME:-/none}" /usr/lib/jvm/* /opt/java/*; do
    major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$JDK/release" 2>/dev/null || true)
    if [ "${major:-0}" -ge 25 ] && [ -x "$JDK/bin/jlink" ]; then return; fi
  done
  fail 'a JDK of 25 or newer with jlink is needed and was not found; set JAVA_HOME to one'
}

# Packs a directory, so that the same content makes the same bytes: sorted, of nobody, of one time.
#   packed DIRECTORY NAME... >FILE
packed() {
  tar --create --directory "$1" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --format=pax \
    --pax-option='delete=atime,delete=ctime' --owner=0 --group=0 --numeric-owner "${@:2}"
}

# Gives every file of a directory the one time, and rights that do not come of this machine's umask.
settle() {
  find "$1" -type d -exec chmod 755 {} +
  find "$1" -type f -perm /111 -exec chmod 755 {} +
  find "$1" -type f ! -perm /111 -exec chmod 644 {} +
  find "$1" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
}

# What the program writes of itself, by the jar alone: no file of this user is read.
weir() {
  env -i PATH="$PATH" HOME=/nonexistent "$JDK/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar "$JAR" "$@"
}

# Man pages and completions, once for all parts.
#   pages DIRECTORY
pages() {
  [ ! -d "$1" ] || return 0
  mkdir -p "$1.new"
  weir __manual --man "$1.new/man1"
  weir completion bash >"$1.new/weir.bash"
  weir completion zsh >"$1.new/_weir"
  weir completion fish >"$1.new/weir.fish"
  mv "$1.new" "$1"
}

# The texts of the licences of all that is in the jar, and the list of its parts.
licences() {
  mkdir -p "$1"
  (cd "$1" && "$JDK/bin/jar" xf "$JAR" META-INF/licenses META-INF/NOTICE META-INF/sbom && rm -rf sbom && mv META-INF/sbom sbom && mv META-INF/licenses licenses \
    && mv META-INF/NOTICE NOTICE && rm -rf META-INF)
  cp "$SOURCES/LICENSE" "$1/LICENSE"
}
