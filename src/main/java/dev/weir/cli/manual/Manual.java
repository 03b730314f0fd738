package dev.weir.cli.manual;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.CommonFlags;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.completion.VerbWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code __manual DIR}: writes pages about all verbs. For who builds and packs Weir. */
public final class Manual implements Command {
  private final List<VerbWords> verbs;

  /** Writes of these verbs. */
  public Manual(List<VerbWords> verbs) {
    this.verbs = List.copyOf(verbs);
  }

  @Override
  public Flags flags() {
    return Flags.of("__manual DIR")
        .describedAs("Write a page about each command, for the web or for man.")
        .examples("weir __manual docs/cli\nweir __manual --man target/man/man1")
        .flag("--man", "Write pages for man.");
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (call.positional().size() != 1) {
      throw CliException.usage("name one directory");
    }
    Path directory = call.context().file(call.positional().getFirst());
    Files.createDirectories(directory);
    for (Map.Entry<String, String> page : pages(call.flag("--man")).entrySet()) {
      Files.writeString(directory.resolve(page.getKey()), page.getValue());
    }
    return ExitCode.SUCCESS;
  }

  /** Pages by the names of their files. */
  public Map<String, String> pages(boolean man) {
    return man
        ? ManPages.of(verbs, CommonFlags.list())
        : MarkdownPages.of(verbs, CommonFlags.list());
  }
}
