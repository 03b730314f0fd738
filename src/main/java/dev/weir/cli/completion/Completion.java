package dev.weir.cli.completion;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code completion SHELL}: prints the script that lets a shell complete words of {@code weir}. */
public final class Completion implements Command {
  static final List<String> SHELLS = List.of("bash", "zsh", "fish");

  @Override
  public Flags flags() {
    return Flags.of("completion (bash | zsh | fish)")
        .describedAs(
            """
            Print a script that lets a shell complete commands, flags, projects, image streams, \
            tags and names of objects.

            What only the server knows is asked of the server of the current context, which has a \
            second to answer; where none does, nothing is completed.\
            """)
        .examples(
            """
            # bash: now, and in every shell from now on
            source <(weir completion bash)
            echo 'source <(weir completion bash)' >>~/.bashrc

            # zsh
            weir completion zsh >"${fpath[1]}/_weir"

            # fish
            weir completion fish >~/.config/fish/completions/weir.fish\
            """);
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (call.positional().size() != 1 || !SHELLS.contains(call.positional().getFirst())) {
      throw CliException.usage("name one shell: bash, zsh or fish");
    }
    call.context().out().print(script(call.positional().getFirst()));
    return ExitCode.SUCCESS;
  }

  private static String script(String shell) throws IOException {
    try (InputStream script = Completion.class.getResourceAsStream("weir." + shell)) {
      if (script == null) {
        throw CliException.error("the script for " + shell + " is missing in this program");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
