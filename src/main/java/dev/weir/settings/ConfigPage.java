package dev.weir.settings;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.server.config.SettingsPage;
import java.io.IOException;
import java.nio.file.Files;

/** {@code __configuration FILE}: writes the page about all settings. For who builds Weir. */
public final class ConfigPage implements Command {
  @Override
  public Flags flags() {
    return Flags.of("__configuration FILE")
        .describedAs("Write the page about all settings of a server.")
        .examples("weir __configuration docs/configuration.md");
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (call.positional().size() != 1) {
      throw CliException.usage("name one file");
    }
    Files.writeString(call.context().file(call.positional().getFirst()), SettingsPage.text());
    return ExitCode.SUCCESS;
  }
}
