# bash completion for weir

_weir() {
  local line=${COMP_LINE:0:COMP_POINT} program=${1/#\~/$HOME} typed word prefix IFS=$' \t\n'
  local -a words=()
  # The words as they stand in the line: bash takes them apart at ":" and "=", too.
  read -ra words <<<"$line"
  case $line in
    *[[:blank:]]) words+=('') ;;
  esac
  typed=${words[${#words[@]} - 1]}
  # bash replaces only what stands behind the last character that parts words for it
  prefix=''
  if [[ $typed == *[$COMP_WORDBREAKS]* ]]; then
    prefix=${typed%"${typed##*[$COMP_WORDBREAKS]}"}
  fi
  COMPREPLY=()
  while IFS= read -r word; do
    if [[ $word == :files ]]; then
      compopt -o default -o filenames 2>/dev/null
      continue
    fi
    word=${word%%$'\t'*}
    case $word in
      *[:=/]) compopt -o nospace 2>/dev/null ;;
    esac
    word=${word#"$prefix"}
    # A name may hold what the shell would carry out. bash takes the word as it is.
    [[ -z $word ]] || printf -v word %q "$word"
    COMPREPLY+=("$word")
  done < <("$program" __complete -- "${words[@]:1}" 2>/dev/null)
}

complete -F _weir weir
