package dev.weir.server;

import dev.weir.network.ProxyRules;
import dev.weir.server.config.ConfigException;
import dev.weir.server.config.ConfigReader;
import dev.weir.server.config.Configuration;
import dev.weir.server.config.PlainSettings;
import dev.weir.server.config.ServerConfig;
import dev.weir.server.config.Setting;
import dev.weir.server.config.StartException;
import dev.weir.server.log.Logs;
import dev.weir.server.reload.HangUps;
import dev.weir.server.reload.Reload;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code weir serve}: runs a server in the foreground until a signal ends it. */
public final class Serve {
  /** What to know of its settings. */
  public static final String ABOUT =
      """
      Each flag is also a variable of the environment, such as WEIR_API for --api, and a key of \
      the YAML file that --config or WEIR_CONFIG names; flags win over variables, and these over \
      the file. SIGHUP makes a running server read the file and its certificates again. Other \
      registries are reached through the proxies that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name.\
      """;

  private static final String CONFIG = "--config";

  /** At certificates that may have been renewed. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;
  private final String version;

  /**
   * A run of the command.
   *
   * @param out gets the ready line and nothing else
   * @param environment variables of the process
   */
  public Serve(PrintStream out, PrintStream err, Map<String, String> environment, String version) {
    this.out = out;
    this.err = err;
    this.environment = Map.copyOf(environment);
    this.version = version;
  }

  /** Runs to the end; returns the exit code of the process. */
  public int run(List<String> arguments) {
    HangUps hangUps = HangUps.taken(); // before all else that takes time
    return PlainSettings.read(arguments)
        .map(plain -> answered(() -> serve(plain, "", hangUps)))
        .orElseGet(() -> parsed(arguments, hangUps));
  }

  /** What has anything unusual in it: another option, a mistake, a wish for help. */
  private int parsed(List<String> arguments, HangUps hangUps) {
    CommandLine command = new CommandLine(model());
    ParseResult parsed;
    try {
      parsed = command.parseArgs(arguments.toArray(String[]::new));
    } catch (ParameterException e) {
      err.println("weir serve: " + e.getMessage() + "; see weir serve --help");
      return MISUSED;
    }
    if (parsed.isUsageHelpRequested()) {
      command.usage(out);
      return 0;
    }
    return answered(() -> serve(flags(parsed), parsed.matchedOptionValue(CONFIG, ""), hangUps));
  }

  private int answered(Runnable serving) {
    try {
      serving.run();
      return 0;
    } catch (ConfigException e) {
      e.problems().forEach(problem -> err.println("weir serve: " + problem));
      return MISUSED;
    } catch (StartException e) {
      err.println("weir serve: " + e.getMessage());
      return FAILED;
    }
  }

  private static CommandSpec model() {
    CommandSpec spec = CommandSpec.create().name("weir serve");
    spec.usageMessage().description("Runs the server: API, registry and triggers. " + ABOUT);
    for (Setting setting : Setting.values()) {
      spec.addOption(
          OptionSpec.builder(setting.flag())
              .type(String.class)
              .paramLabel(setting.valueLabel())
              .description(setting.description().replace("%", "%%"))
              .build());
    }
    spec.addOption(
        OptionSpec.builder(CONFIG)
            .type(String.class)
            .paramLabel("FILE")
            .description("YAML file with settings (default: $WEIR_CONFIG)")
            .build());
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("show this text").build());
    return spec;
  }

  private static Map<Setting, String> flags(ParseResult parsed) {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    Arrays.stream(Setting.values())
        .filter(setting -> parsed.hasMatchedOption(setting.flag()))
        .forEach(setting -> flags.put(setting, parsed.matchedOptionValue(setting.flag(), "")));
    return flags;
  }

  private void serve(Map<Setting, String> flags, String file, HangUps hangUps) {
    Supplier<Configuration> reader = () -> ConfigReader.readAll(flags, file, environment);
    Configuration configuration = reader.get();
    ServerConfig config = configuration.server();
    Logs.ofServer(config.logFormat(), config.logLevel());
    Logger log = LoggerFactory.getLogger(Serve.class);
    log.info(
        "weir {} starts: data in {}, API at {}, registry at {}",
        version,
        config.data(),
        config.api(),
        config.registry());
    Server server =
        Server.start(
            config,
            new Surroundings(
                Clock.systemUTC(),
                hostName(),
                Machine::addresses,
                proxies(),
                version,
                Machine.HEAP));
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, stopped), "stop"));
    server.otherName().ifPresent(log::warn);
    out.println(
        "ready api=%s registry=%s kubeconfig=%s"
            .formatted(server.apiUrl(), server.registryUrl(), server.kubeconfig()));
    out.flush();
    Reload reload = new Reload(configuration, reader, server.changes());
    hangUps.ask(reload);
    try {
      while (!stopped.await(BETWEEN_LOOKS.toSeconds(), TimeUnit.SECONDS)) {
        reload.renew();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private ProxyRules proxies() {
    try {
      return ProxyRules.of(environment);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(List.of(String.valueOf(e.getMessage())));
    }
  }

  /** A signal's exit code would be 143; an ordered end is a success. */
  private static void stop(Server server, CountDownLatch stopped) {
    Logger log = LoggerFactory.getLogger(Serve.class);
    log.info("stopping");
    server.close();
    log.info("stopped");
    stopped.countDown();
    Runtime.getRuntime().halt(0);
  }

  /** The kernel's answer first: asking the resolver may take seconds on a misconfigured machine. */
  private static String hostName() {
    Path kernel = Path.of("/proc/sys/kernel/hostname");
    try {
      return Files.isReadable(kernel)
          ? Files.readString(kernel).strip()
          : InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "";
    } catch (IOException _) {
      return "";
    }
  }
}
