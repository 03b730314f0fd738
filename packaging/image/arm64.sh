# What the image for arm64 is made of, where this machine is another one; sourced by packaging/image/build.sh. Nothing of it is
# run here: it starts without archives, which come of running.

# Debian has a Java of 25 since this release of it, so base and Java are of that one, whatever this machine runs.
ARM64_RELEASE=trixie

# Where this machine has Debian from, as sources of that release.
arm64_sources() {
  local keys=/usr/share/keyrings/debian-archive-keyring.gpg
  [ -r "$keys" ] || return 1
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' \
    | awk -v keys="$keys" -v release="$ARM64_RELEASE" '$1 == "Debian" && $2 == "main" && $3 !~ /security/ {
        print "deb [signed-by=" keys "] " $3 " " release " main"; exit }' | grep .
}

# The modules of Debian's Java, and what its own runtime has of them: in the modules, libraries are as large as for a debugger.
#   arm64_java DIRECTORY: gets jmods and runtime
arm64_java() {
  local package
  mkdir -p "$1"
  fetch_packages arm64 "$WORK/sources-arm64" openjdk-25-jdk-headless openjdk-25-jre-headless || return 1
  for package in "$WORK"/debs-arm64/openjdk-*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar -x -C "$1" --wildcards './usr/lib/jvm/*/jmods/*' './usr/lib/jvm/*/lib/*' './usr/lib/jvm/*/bin/*' 2>/dev/null || true
    rm "$package"
  done
  mv "$1"/usr/lib/jvm/java-25-openjdk-arm64/jmods "$1/jmods" && mv "$1"/usr/lib/jvm/java-25-openjdk-arm64 "$1/runtime" && rm -r "$1/usr"
}

# Puts a runtime's own files in the place of those that were cut of modules.
#   smaller DIRECTORY RUNTIME
smaller() {
  (cd "$1" && find bin lib -type f \( -perm /111 -o -name '*.so' \)) | while read -r file; do
    [ ! -f "$2/$file" ] || cp "$2/$file" "$1/$file"
  done
  find "$1" -name '*.debuginfo' -delete
}

# Says why it is not made, where it is not.
#   arm64 LAYOUT
arm64() {
  local root=$WORK/root-arm64
  [ "${WEIR_ARM64:-}" = debian ] || { say "arm64: left out; WEIR_ARM64=debian makes it of Debian's packages"; return 0; }
  if ! arm64_sources >"$WORK/sources-arm64" || ! base "$root" arm64 "$WORK/sources-arm64" libstdc++6 || ! arm64_java "$WORK/java-arm64"; then
    say "arm64: not made; the packages of Debian $ARM64_RELEASE for it cannot be had here"
    return 0
  fi
  mkdir -p "$root/usr/lib/weir"
  jre "$root/usr/lib/weir/jre" "$WORK/java-arm64/jmods"
  smaller "$root/usr/lib/weir/jre" "$WORK/java-arm64/runtime"
  rm -r "$WORK/java-arm64"
  program "$root/usr/lib/weir" arm64
  sed -i '/SharedArchiveFile/d' "$root/usr/lib/weir/lib/command.options"
  licences "$root/usr/share/doc/weir"
  settle "$root"
  image "$root" arm64 "$1"
}
