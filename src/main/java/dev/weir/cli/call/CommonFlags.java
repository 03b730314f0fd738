package dev.weir.cli.call;

import java.util.List;

/** {@code options}: shows the flags that every verb takes. */
public final class CommonFlags implements Command {
  @Override
  public Flags flags() {
    return Flags.of("options").describedAs("Show the flags that all commands take.");
  }

  @Override
  public ExitCode run(Call call) {
    if (!call.positional().isEmpty()) {
      throw CliException.usage("options takes no arguments");
    }
    call.context()
        .out()
        .print("These flags can be given to any command:\n\n" + OddArguments.list(all()));
    return ExitCode.SUCCESS;
  }

  /** The flags themselves. */
  public static List<Flag> list() {
    return all().list();
  }

  private static Flags all() {
    Flags common = Flags.none();
    GlobalFlags.addTo(common);
    return common;
  }
}
