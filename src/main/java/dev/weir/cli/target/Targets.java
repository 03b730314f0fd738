package dev.weir.cli.target;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Failures;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.FieldManager;
import dev.weir.cli.cluster.KnownKinds;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.result.Printer;
import dev.weir.client.Resources.Query;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects of a verb that changes one after the other, and goes on when one is refused. With
 * {@code --local} they are those of files, and no server is asked.
 */
public final class Targets implements AutoCloseable {
  private static final String NONE_GIVEN =
      "You must provide one or more resources by argument or filename.";

  private final Call call;
  private final Optional<Cluster> cluster;
  private final Failures failures;

  private Targets(Call call, Optional<Cluster> cluster) {
    this.call = call;
    this.cluster = cluster;
    this.failures = new Failures(call);
  }

  /** Declares {@code -f}, {@code -R}, {@code -l} and {@code --all}. */
  public static Flags declare(Flags flags) {
    return ManifestFiles.declare(flags)
        .flag("--all", "All objects of the type in the namespace.")
        .text("-l,--selector", "SELECTOR", "Objects with these labels.");
  }

  /** Declares {@code --local}, too. */
  public static Flags declareLocal(Flags flags) {
    return declareOnlyLocal(declare(flags));
  }

  /** Declares {@code --local} beside flags that a verb declares itself. */
  public static Flags declareOnlyLocal(Flags flags) {
    return flags.flag("--local", "Change the objects of -f here and print them; ask no server.");
  }

  /**
   * Chooses the server, if one is to be asked.
   *
   * @throws CliException if {@code --local} stands beside flags that need one, or without files
   */
  public static Targets of(Call call) throws IOException {
    if (!call.flag("--local")) {
      return new Targets(call, Optional.of(Cluster.of(call)));
    }
    if (DryRun.of(call) == DryRun.SERVER) {
      throw CliException.error(
          "cannot specify --local and --dry-run=server - did you mean --dry-run=client?");
    }
    if (call.arguments().texts("--filename").isEmpty()) {
      throw CliException.error("you must specify resources by --filename when --local is set.");
    }
    return new Targets(call, Optional.empty());
  }

  @Override
  public void close() {
    cluster.ifPresent(Cluster::close);
  }

  /**
   * The server.
   *
   * @param what needs one, such as {@code --source=istag}
   * @throws CliException if {@code --local} forbids to ask it
   */
  public Cluster server(String what) {
    return cluster.orElseThrow(
        () ->
            CliException.error(what + " asks the server, and --local does not: drop one of them"));
  }

  /**
   * The objects of the files, or else those that the arguments mean. A missing one is a failure,
   * and the others are found.
   *
   * @param verb for the message if the files hold nothing
   * @throws CliException if nothing says which
   */
  public List<Target> find(List<String> arguments, String verb) throws IOException {
    if (!call.arguments().texts("--filename").isEmpty()) {
      if (!arguments.isEmpty()) {
        throw CliException.error(
            "resource/name arguments cannot be provided when a path is specified");
      }
      return ofFiles(verb);
    }
    if (arguments.isEmpty()) {
      throw CliException.usage(NONE_GIVEN);
    }
    Cluster server = server("a name");
    List<Target> found = new ArrayList<>();
    for (NamedObjects.Named named : NamedObjects.find(call, server, arguments)) {
      Address address = named.address();
      ResourceKind kind = address.name().kind();
      try {
        ObjectNode object = named.listed().isPresent() ? named.listed().get() : address.get(server);
        found.add(new Target(kind, kind.namespaced() ? address.namespace() : "", object));
      } catch (StatusException e) {
        failures.add(e);
      }
    }
    return found;
  }

  /** All objects of a kind in the namespace, or those with the labels of {@code -l}. */
  public List<Target> every(ResourceKind kind) throws IOException {
    Cluster server = server("a name");
    Query query = new Query(call.text("--selector"), "");
    return server.resources().list(kind, server.namespace(), query).items().stream()
        .map(object -> new Target(kind, server.namespace(), object.copy()))
        .toList();
  }

  private List<Target> ofFiles(String verb) throws IOException {
    List<Target> found = new ArrayList<>();
    for (ManifestFiles.Written written : ManifestFiles.read(call, verb, failures)) {
      ObjectNode object = written.object();
      String own = Meta.namespace(object);
      if (cluster.isEmpty()) {
        found.add(new Target(KnownKinds.guessed(object), own, object));
        continue;
      }
      Cluster server = cluster.get();
      ResourceKind kind = server.kinds().of(object);
      String namespace = kind.namespaced() ? Address.namespace(call, server, object) : "";
      try {
        found.add(new Target(kind, namespace, server.get(kind, namespace, Meta.name(object))));
      } catch (StatusException e) {
        failures.add(e);
      }
    }
    return found;
  }

  /** True if no server may be asked. */
  public boolean areLocal() {
    return cluster.isEmpty();
  }

  /** A failure if one of the objects was missing or refused. */
  public ExitCode exitCode() {
    return failures.exitCode();
  }

  /** What to do with an object. */
  public interface Work {
    void on(Target target) throws IOException;
  }

  /** Does it with each object; those that refuse are failures. */
  public ExitCode each(List<Target> targets, Work work) throws IOException {
    for (Target target : targets) {
      try {
        work.on(target);
      } catch (StatusException e) {
        failures.add(e);
      } catch (CliException e) {
        failures.add(String.valueOf(e.getMessage()));
      }
    }
    return failures.exitCode();
  }

  /** What a verb does to an object. */
  public interface Changing {
    Change of(Target target) throws IOException;
  }

  /**
   * Changes each object and prints it. Nothing is sent for {@code --local} and {@code
   * --dry-run=client}: the printed object has the change none the less.
   *
   * @param manager whom the changes are from, if the user does not say
   */
  public ExitCode change(List<Target> targets, String manager, Changing changing)
      throws IOException {
    Printer printer = Printer.of(call, DryRun.of(call));
    String from = FieldManager.of(call, manager);
    return each(
        targets,
        target -> {
          Change change = changing.of(target);
          boolean sent =
              cluster.isPresent() && printer.dryRun() != DryRun.CLIENT && !change.patch().isEmpty();
          ObjectNode object =
              sent
                  ? new Writes(cluster.get().client(), printer.dryRun(), from)
                      .patch(
                          target.kind(),
                          target.namespace(),
                          Meta.name(target.object()),
                          change.mediaType(),
                          change.patch())
                  : change.result();
          printer.done(target.kind(), object, change.done());
        });
  }
}
