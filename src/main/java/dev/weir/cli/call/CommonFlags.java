package dev.weir.cli.call;

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
    Flags common = Flags.of("options");
    common.spec().remove(common.spec().findOption("--help"));
    GlobalFlags.addTo(common);
    call.context()
        .out()
        .print("These flags can be given to any command:\n\n" + HelpText.list(common));
    return ExitCode.SUCCESS;
  }
}
