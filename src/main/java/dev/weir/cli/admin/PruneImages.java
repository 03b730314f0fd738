package dev.weir.cli.admin;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.prune.Pruning;
import dev.weir.prune.References;
import dev.weir.pruning.Deletes;
import dev.weir.pruning.PruneFailure;
import dev.weir.pruning.PruneInput;
import dev.weir.pruning.PruneReport;
import dev.weir.pruning.PruneResult;
import dev.weir.pruning.PruneRun;
import dev.weir.pruning.RegistryDeletes;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code adm prune images}: deletes what is old and unused (cli.md 13). */
public final class PruneImages implements Command {
  private static final RegistryDeletes NO_REGISTRY = Deletes.NONE;

  @Override
  public Flags flags() {
    return Flags.of("adm prune images")
        .describedAs(
            """
            Delete old items of image streams' histories, images that no stream has any more, and \
            what of them is in the registry. Without --confirm nothing is deleted, and what would \
            be is shown: each line says in parentheses why.

            Of each tag the newest 3 stay, and whatever is younger than 60 minutes or used: by \
            pods that run or wait to, by workloads, builds and build configs, by an index that \
            stays. The registry keeps what a push still needs.

            Needs the role system:image-pruner, and to delete in the registry a token.\
            """)
        .examples(
            """
            # What would go, and why
            weir adm prune images

            # Let it go
            weir adm prune images --confirm

            # Keep less
            weir adm prune images --keep-tag-revisions=1 --keep-younger-than=24h --confirm

            # Only histories of one project
            weir adm prune images -n shop --confirm

            # What is larger than its project allows
            weir adm prune images --prune-over-size-limit --confirm\
            """)
        .with(PruneFlags::declare);
  }

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    PruneFlags flags = PruneFlags.of(call);
    boolean registry = flags.confirm() && flags.rules().registry();
    try (Cluster cluster = Cluster.besideItsRegistry(call)) {
      if (registry && cluster.selection().identity().token().isEmpty()) {
        throw CliException.error("you must use a client config with a token");
      }
      String namespace = flags.rules().streamsOnly() ? cluster.namespace() : "";
      PruneInput input =
          PruneInput.read(cluster.resources(), namespace, call::warn)
              .with(OtherWorkloads.of(cluster, call));
      Set<String> waiting =
          flags.rules().streamsOnly() ? Set.of() : WaitingImages.of(cluster, input.aged(), call);
      List<RegistryCalls> calls =
          registry
              ? PrunedRegistry.find(call, flags, cluster.selection(), input)
                  .connect(flags.workers())
              : List.of();
      try {
        return new Run(call, flags, input, waiting).with(cluster, calls);
      } finally {
        calls.forEach(RegistryCalls::close);
      }
    }
  }

  /** One run, with all that it looks at. */
  private record Run(Call call, PruneFlags flags, PruneInput input, Set<String> waiting)
      implements PruneReport {
    ExitCode with(Cluster cluster, List<RegistryCalls> registries) throws InterruptedException {
      Instant now = call.context().clock().instant();
      References used = References.of(input.workloads(), flags.rules(), now);
      if (!used.invalid().isEmpty()) {
        throw invalid(used.invalid());
      }
      if (!flags.confirm()) {
        call.warn(
            "Dry run enabled - no modifications will be made. Add --confirm to remove images");
      }
      if (!flags.rules().registry()) {
        call.print(
            "Only API objects will be removed.  No modifications to the image registry will be"
                + " made.");
      }
      Pruning pruning =
          new Pruning(flags.rules(), now, input.images(), used, input.limits(), waiting);
      List<Deletes> workers = new ArrayList<>();
      PruneResult result;
      try (Connections connections = new Connections(call, cluster)) {
        for (int worker = 0; worker < flags.workers(); worker++) {
          RegistryDeletes registry = registries.isEmpty() ? NO_REGISTRY : registries.get(worker);
          workers.add(flags.confirm() ? Deletes.of(connections.another(), registry) : Deletes.NONE);
        }
        result = new PruneRun(pruning, workers, this).run(input.streams());
      }
      call.print("Summary: " + result.counts());
      return end(result.failures().stream().map(PruneFailure::toString).toList());
    }

    private CliException invalid(List<String> sentences) {
      call.warn("Failed to build graph!\n");
      call.warn("The following objects have invalid references:\n");
      sentences.forEach(sentence -> call.warn("  " + sentence));
      call.warn("\nEither fix the references or delete the objects to make the pruner proceed.");
      return CliException.error("failed to build graph - no changes made");
    }

    private ExitCode end(List<String> failures) {
      if (failures.size() == 1) {
        throw CliException.error(failures.getFirst());
      }
      failures.forEach(call::warn);
      return failures.isEmpty() ? ExitCode.SUCCESS : ExitCode.FAILURE;
    }

    @Override
    public void goes(String line, String why) {
      call.print(line + " (" + why + ")");
    }

    @Override
    public void failed(String line) {
      call.warn(line);
    }
  }
}
