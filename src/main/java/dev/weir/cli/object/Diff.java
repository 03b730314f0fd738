package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Failures;
import dev.weir.cli.call.Flags;
import dev.weir.cli.call.Programs;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.FieldManager;
import dev.weir.cli.cluster.FieldValidation;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.SavedConfig;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.output.Format;
import dev.weir.cli.target.ManifestFiles;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import dev.weir.resource.YamlDocuments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** {@code diff}: what {@code apply} would change, as the server would make it (cli.md 8). */
public final class Diff implements Command {
  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("diff -f FILE")
            .describedAs(
                "Show how apply would change the objects of a file. Ends with 0 if nothing would"
                    + " change, 1 if something would, 2 if that cannot be told."
                    + " KUBECTL_EXTERNAL_DIFF names the program that compares two directories.")
            .examples("weir diff -f stream.yaml\ncat stream.yaml | weir diff -f -")
            .flag("--show-managed-fields", "Keep managedFields in the comparison.");
    return FieldManager.declare(FileObjects.declareSelector(ManifestFiles.declare(flags)));
  }

  @Override
  public ExitCode whenRefused() {
    return ExitCode.TROUBLE;
  }

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    if (!call.positional().isEmpty()) {
      throw CliException.usage("Unexpected args: " + call.positional());
    }
    if (call.arguments().texts("--filename").isEmpty()) {
      throw CliException.error("must specify one of -f and -k");
    }
    Path live = Files.createTempDirectory("LIVE-");
    Path merged = Files.createTempDirectory("MERGED-");
    try {
      ExitCode written = write(call, live, merged);
      return written.isSuccess() ? compare(call, live, merged) : ExitCode.TROUBLE;
    } finally {
      remove(live);
      remove(merged);
    }
  }

  private static ExitCode write(Call call, Path live, Path merged) throws IOException {
    Failures failures = new Failures(call);
    try (Cluster cluster = Cluster.of(call)) {
      for (ManifestFiles.Written written : FileObjects.written(call, "diff", failures)) {
        ObjectNode wanted = written.object();
        ResourceKind kind = cluster.kinds().of(wanted);
        String namespace = "";
        if (kind.namespaced()) {
          String own = Meta.namespace(wanted);
          namespace = own.isEmpty() ? cluster.namespace() : own;
          Meta.of(wanted).put("namespace", namespace);
        }
        try {
          write(call, cluster, kind, namespace, wanted, live, merged);
        } catch (StatusException e) {
          failures.add(e);
        }
      }
    }
    return failures.exitCode();
  }

  private static void write(
      Call call,
      Cluster cluster,
      ResourceKind kind,
      String namespace,
      ObjectNode wanted,
      Path liveDirectory,
      Path mergedDirectory)
      throws IOException {
    String manager = FieldManager.of(call, "weir-client-side-apply");
    Writes writes = new Writes(cluster.client(), DryRun.SERVER, manager, FieldValidation.WARN);
    ObjectName name = new ObjectName(kind, Meta.name(wanted));
    Optional<ObjectNode> live = Apply.live(cluster, name, namespace);
    ObjectNode merged;
    if (live.isPresent()) {
      // The annotation itself stays as it is: it repeats the object.
      Json.ensureObject(Meta.of(wanted), "annotations");
      ObjectNode last = SavedConfig.of(live.get()).orElseGet(Json::object);
      merged =
          new Changes(cluster, writes, name, namespace)
              .apply(live.get(), now -> ThreeWayMerge.patch(last, wanted, now))
              .object();
    } else {
      merged = writes.create(kind, namespace, wanted);
    }
    String file =
        Stream.of(kind.group(), kind.version(), kind.kind(), namespace, name.name())
            .filter(part -> !part.isEmpty())
            .reduce((one, other) -> one + "." + other)
            .orElse("object")
            .replace('/', '_');
    MaskedSecret.mask(live.orElseGet(Json::object), merged);
    if (live.isPresent()) {
      Files.writeString(liveDirectory.resolve(file), text(call, live.get()));
    }
    Files.writeString(mergedDirectory.resolve(file), text(call, merged));
  }

  private static String text(Call call, ObjectNode object) {
    return YamlDocuments.text(
        call.flag("--show-managed-fields") ? object : Format.withoutManagedFields(object));
  }

  private static ExitCode compare(Call call, Path live, Path merged)
      throws IOException, InterruptedException {
    String external = call.context().variable("KUBECTL_EXTERNAL_DIFF");
    List<String> command =
        new ArrayList<>(
            external.isBlank()
                ? List.of("diff", "-u", "-N")
                : Arrays.asList(external.strip().split("\\s+")));
    command.add(live.toString());
    command.add(merged.toString());
    return switch (Programs.show(call.context(), command)) {
      case 0 -> ExitCode.SUCCESS;
      case 1 -> ExitCode.FAILURE;
      default -> ExitCode.TROUBLE;
    };
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
