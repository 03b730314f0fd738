package dev.weir.cli.storage;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.output.Progress;
import dev.weir.resource.Quantity;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Function;

/** {@code storage check}: compares all that is stored with what it should be. */
public final class StorageCheck implements Command {
  /** A slower check would end after years. */
  private static final long LEAST_RATE = 64 * 1024;

  private final Function<Path, CheckSource> stopped;

  /** Of running servers only. */
  public StorageCheck() {
    this(
        _ -> {
          throw CliException.error("this program cannot open a data directory");
        });
  }

  /**
   * As above, and of servers that do not run.
   *
   * @param stopped opens a data directory
   */
  public StorageCheck(Function<Path, CheckSource> stopped) {
    this.stopped = stopped;
  }

  @Override
  public Flags flags() {
    return Flags.of("storage check [--repair] [--rate RATE] [--data DIR]")
        .describedAs(
            "Compare every blob with its digest, and every link, manifest, image and history with"
                + " what it refers to: of the server that you are logged in to, while it runs, or"
                + " of a data directory that no server uses. The exit code is 1 if something is not"
                + " as it should be and was not repaired.")
        .examples(
            """
            # Check the running server
            weir storage check
            # Put in order what follows from what is there
            weir storage check --repair
            # Check the data of a server that does not run
            weir storage check --data /var/lib/weir\
            """)
        .flag(
            "--repair",
            "Put in order what follows from what is there: links, images, referrers. Bytes that are"
                + " right are never touched.")
        .text(
            "--rate",
            "RATE",
            "Most bytes of blobs that are read in a second, such as 200Mi; 0 for no bound."
                + " (100Mi of a running server, no bound with --data)")
        .text("--data", "DIR", "The data directory of a server that does not run.")
        .text("-o,--output", "FORMAT", "json: one JSON object a line.");
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (!call.positional().isEmpty()) {
      throw CliException.usage("storage check takes no arguments");
    }
    String format = call.text("--output");
    if (!format.isEmpty() && !format.equals("json")) {
      throw CliException.usage("--output must be json, or be left out");
    }
    OptionalLong rate = rate(call.text("--rate"));
    CheckSource source =
        call.arguments().given("--data")
            ? stopped.apply(call.context().file(call.text("--data")))
            : new RunningCheck();
    CheckText text = new CheckText(call, format.equals("json"));
    try (Progress progress = Progress.of(call.context(), (Duration _) -> text.state())) {
      source.check(call, call.flag("--repair"), rate, line -> text.take(line, progress));
    }
    return text.end();
  }

  private static OptionalLong rate(String text) {
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    long bytes =
        Quantity.parse(text)
            .map(Quantity::amount)
            .filter(amount -> amount.signum() >= 0)
            .map(amount -> amount.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue())
            .orElse(-1L);
    if (bytes < 0 || (bytes > 0 && bytes < LEAST_RATE)) {
      throw CliException.usage(
          "--rate \""
              + text
              + "\" must be bytes a second such as 200Mi, at least 64Ki, or 0 for no bound");
    }
    return OptionalLong.of(bytes);
  }
}
