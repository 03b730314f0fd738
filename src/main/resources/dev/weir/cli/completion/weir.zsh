#compdef weir
# zsh completion for weir

_weir() {
  local line word about
  local -a plain open plain_shown open_shown
  for line in "${(@f)$("${words[1]}" __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    word=${line%%$'\t'*}
    about=${line#"$word"}
    case $word in
      '') ;;
      :files) _files ;;
      *[:=/])
        open+=("$word")
        open_shown+=("$word${about:+  -- ${about#$'\t'}}")
        ;;
      *)
        plain+=("$word")
        plain_shown+=("$word${about:+  -- ${about#$'\t'}}")
        ;;
    esac
  done
  (( $#plain )) && compadd -l -d plain_shown -a plain
  (( $#open )) && compadd -S '' -l -d open_shown -a open
  return 0
}

if [[ $funcstack[1] == _weir ]]; then
  _weir "$@"
else
  compdef _weir weir
fi
