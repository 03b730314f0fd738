package dev.weir.settings;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.failure.FileProblem;
import dev.weir.server.config.ConfigException;
import dev.weir.server.config.ConfigReader;
import dev.weir.server.config.RegistryHost;
import dev.weir.server.config.ServerConfig;
import dev.weir.server.config.StartException;
import dev.weir.server.data.RegistryNames;
import dev.weir.server.tls.GivenCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code config check}: what is wrong with a file of settings. */
public final class ConfigCheck implements Command {
  @Override
  public Flags flags() {
    return Flags.of("config check FILE")
        .describedAs(
            """
            Read a file of settings as "weir serve --config FILE" would on this machine, and print \
            what is wrong with it, a problem a line, in the same words. The files that it names are \
            read as well. What it says nothing of is taken from the environment, as serve does. No \
            server is started, and nothing is changed.

            The exit code is 0 if nothing is wrong, 1 if something is, and 2 if the file cannot be \
            read.\
            """)
        .examples(
            """
            weir config check /etc/weir/weir.yaml
            weir config check weir.yaml && systemctl reload weir\
            """);
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (call.positional().size() != 1) {
      throw CliException.usage("one file of settings must be named");
    }
    Path file = call.context().file(call.positional().getFirst());
    try {
      var _ = Files.readAllBytes(file);
    } catch (IOException e) {
      throw CliException.error("cannot read " + file + ": " + FileProblem.words(e));
    }
    List<String> problems = problems(call, file);
    problems.forEach(call::print);
    return problems.isEmpty() ? ExitCode.SUCCESS : ExitCode.FAILURE;
  }

  private static List<String> problems(Call call, Path file) {
    try {
      ServerConfig config = ConfigReader.readFirst(file, call.context().environment());
      GivenCertificates.require(config);
      RegistryNames.of(config.data())
          .readable()
          .ifPresent(
              kept -> RegistryHost.choose(config.askedRegistryHost(), kept, config.registry()));
      return List.of();
    } catch (ConfigException e) {
      return e.problems();
    } catch (StartException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  /** Nothing was checked. */
  @Override
  public ExitCode whenRefused() {
    return ExitCode.TROUBLE;
  }
}
