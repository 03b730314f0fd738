package dev.weir.cli.completion;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliContext;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.CommonFlags;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flag;
import dev.weir.cli.call.Flags;
import dev.weir.cli.call.Terminal;
import dev.weir.cli.cluster.Cluster;
import dev.weir.client.UnansweredException;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code __complete -- WORD…}: what the last word can become, one a line, with a tab and a few
 * words about it. {@code :files} alone means names of files. Never fails, and is silent where it
 * knows nothing.
 */
public final class Complete implements Command {
  private static final String PATIENCE = "--request-timeout=1s";
  private static final String FILES = ":files";

  private final List<VerbWords> verbs;

  /** Completes these verbs. */
  public Complete(List<VerbWords> verbs) {
    this.verbs = List.copyOf(verbs);
  }

  @Override
  public Flags flags() {
    return Flags.of("__complete -- WORD…")
        .describedAs("Show what the last word of a command line can become. For shells.");
  }

  @Override
  public ExitCode run(Call call) {
    List<Flag> common = CommonFlags.list();
    CompletedLine line =
        CompletedLine.of(call.arguments().afterDashes().orElse(List.of("")), verbs, common);
    Map<String, String> found = new LinkedHashMap<>();
    try {
      words(call.context(), line, common, found);
    } catch (CliException
        | StatusException
        | UnansweredException
        | IOException
        | IllegalArgumentException _) {
      return ExitCode.SUCCESS;
    }
    found.forEach(
        (word, about) -> {
          if (word.equals(FILES) || (word.startsWith(line.current()) && isPlain(word))) {
            call.print(
                (word.equals(FILES) ? word : line.attached() + word)
                    + (about.isEmpty() ? "" : "\t" + about));
          }
        });
    return ExitCode.SUCCESS;
  }

  /** What controls a terminal, or would be two words to a shell, is left out. */
  private static boolean isPlain(String word) {
    return word.chars().noneMatch(Character::isISOControl);
  }

  private void words(
      CliContext context, CompletedLine line, List<Flag> common, Map<String, String> found)
      throws IOException {
    if (line.dashes()) {
      found.put(FILES, "");
    } else if (line.open().isPresent()) {
      value(context, line, line.open().get(), found);
    } else if (line.current().startsWith("-")) {
      flags(line, common, found);
    } else {
      next(line, found);
      if (line.verb().isPresent()) {
        arguments(context, line, Meaning.ofArguments(line.verb().get().path()), found);
      }
    }
  }

  private static void value(
      CliContext context, CompletedLine line, Flag flag, Map<String, String> found)
      throws IOException {
    String path = line.verb().map(VerbWords::path).orElse("");
    FixedValues.of(path, flag.longName()).forEach(value -> found.put(value, ""));
    if (found.isEmpty()) {
      arguments(context, line, Meaning.ofValue(flag.longName(), flag.label()), found);
    }
  }

  private static void flags(CompletedLine line, List<Flag> common, Map<String, String> found) {
    List<Flag> own =
        line.verb().map(VerbWords::flags).map(flags -> flags.get().list()).orElse(List.of());
    Stream.concat(own.stream(), common.stream())
        .forEach(
            flag -> {
              String name = flag.longName() + (flag.isSwitch() || flag.bare() ? "" : "=");
              found.putIfAbsent(name, firstSentence(flag.help()));
            });
  }

  private static String firstSentence(String help) {
    int end = help.indexOf(". ");
    return (end < 0 ? help : help.substring(0, end)).replaceFirst("\\.$", "");
  }

  private void next(CompletedLine line, Map<String, String> found) {
    if (line.arguments().isEmpty()) {
      for (CompletedLine.VerbNext next : line.nextWords(verbs, it -> it)) {
        boolean shown = next.own() || !line.current().isEmpty();
        if (shown && !next.word().startsWith("__")) {
          found.merge(next.word(), next.summary(), (one, other) -> one.isEmpty() ? other : one);
        }
      }
    }
  }

  private static void arguments(
      CliContext context, CompletedLine line, Meaning meaning, Map<String, String> found)
      throws IOException {
    switch (meaning) {
      case NOTHING -> {}
      case FILES -> found.put(FILES, "");
      case SHELLS -> Completion.SHELLS.forEach(shell -> found.put(shell, ""));
      default -> {
        try (Cluster cluster = Cluster.of(quiet(context, line.common()))) {
          ServerWords server = new ServerWords(cluster);
          named(server, line, meaning).stream()
              .filter(word -> !line.arguments().contains(word))
              .forEach(word -> found.putIfAbsent(word, ""));
        }
      }
    }
  }

  private static List<String> named(ServerWords server, CompletedLine line, Meaning meaning)
      throws IOException {
    List<String> before = line.open().isPresent() ? List.of() : line.arguments();
    return switch (meaning) {
      case OBJECTS -> server.objects(before, line.current());
      case WORKLOADS -> server.workloads(ServerWords.WORKLOADS, before, line.current());
      case FOLLOWED -> server.workloads(ServerWords.FOLLOWED, before, line.current());
      case TAGS -> server.tags(line.current());
      case STREAMS -> server.names(Kinds.IMAGE_STREAM);
      case PROJECTS -> server.names(Kinds.PROJECT);
      case ACCOUNTS -> server.names(Kinds.SERVICE_ACCOUNT);
      case ACCOUNT_AND_SECRETS ->
          server.names(before.isEmpty() ? Kinds.SERVICE_ACCOUNT : Kinds.SECRET);
      case CLUSTER_ROLES -> before.isEmpty() ? server.names(Kinds.CLUSTER_ROLE) : List.of();
      case BUILD_CONFIGS -> server.names("buildconfigs");
      case BUILDS -> server.names("builds");
      case KINDS -> before.isEmpty() ? server.kinds() : List.of();
      case DEED_AND_KIND ->
          switch (before.size()) {
            case 0 -> List.of("get", "list", "watch", "create", "update", "patch", "delete");
            case 1 -> server.kinds();
            default -> List.of();
          };
      case NOTHING, FILES, SHELLS -> List.of();
    };
  }

  /** A call that says nothing and does not wait. */
  private static Call quiet(CliContext context, List<String> common) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    CliContext silent =
        new CliContext(
            context.in(),
            nowhere,
            nowhere,
            context.environment(),
            context.directory(),
            context.home(),
            context.logins(),
            context.clock(),
            Terminal.silent(false),
            context.version());
    List<String> arguments = new ArrayList<>(List.of(PATIENCE));
    arguments.addAll(common);
    return Call.of(silent, arguments);
  }
}
