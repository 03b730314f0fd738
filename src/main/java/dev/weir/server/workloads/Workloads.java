package dev.weir.server.workloads;

import dev.weir.client.Resources;
import dev.weir.console.doing.Followers;
import dev.weir.follower.KindWithTriggers;
import dev.weir.follower.MoveRights;
import dev.weir.follower.TriggeredKind;
import dev.weir.host.Host;
import dev.weir.imagestream.SourceStreams;
import dev.weir.lookup.ImageLookup;
import dev.weir.lookup.NamedImages;
import dev.weir.lookup.RegistryHosts;
import dev.weir.objects.WriteHook;
import dev.weir.platform.host.PodKinds;
import dev.weir.platform.openshift.OpenShiftKinds;
import dev.weir.prune.Workload;
import dev.weir.resource.Kinds;
import dev.weir.server.config.ServerConfig;
import dev.weir.server.config.ServerConfig.OwnWorkloads;
import dev.weir.server.config.ServerConfig.WorkloadsElsewhere;
import dev.weir.streams.StreamStore;
import dev.weir.trigger.Annotated;
import dev.weir.trigger.AnnotatedJob;
import dev.weir.trigger.AnnotatedPod;
import dev.weir.trigger.ElsewhereRemarks;
import dev.weir.trigger.KeptJobs;
import dev.weir.trigger.SourceTags;
import dev.weir.trigger.TriggerRemarks;
import dev.weir.why.Subjects;
import dev.weir.workload.PodPaths;
import dev.weir.workload.WorkloadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What is done with the kinds that run containers. */
public final class Workloads {
  private Workloads() {}

  /**
   * Those that follow tags wherever they are.
   *
   * @param anew Jobs that are being made anew
   */
  static List<TriggeredKind> triggered(KeptJobs anew) {
    return PodKinds.ALL.stream()
        .filter(workload -> PodPaths.hasAnnotation(workload.kind()))
        .map(workload -> triggered(workload, anew))
        .toList();
  }

  /** Those of this server, with the kinds that only it moves. */
  static List<TriggeredKind> ownTriggered(KeptJobs anew) {
    return Stream.concat(triggered(anew).stream(), OpenShiftKinds.TRIGGERED.stream()).toList();
  }

  /** The same, with what is built here wherever workloads are. */
  public static List<TriggeredKind> here(KeptJobs anew) {
    return Stream.concat(ownTriggered(anew).stream(), OpenShiftKinds.BUILDING.stream()).toList();
  }

  private static TriggeredKind triggered(WorkloadKind workload, KeptJobs anew) {
    String resource = workload.kind().resource();
    if (resource.equals(Kinds.POD.resource())) {
      return new AnnotatedPod(workload);
    }
    return resource.equals(Kinds.JOB.resource())
        ? new AnnotatedJob(workload, anew)
        : new Annotated(workload);
  }

  /** All that say which tags they follow, whether they do yet or not. */
  public static List<KindWithTriggers> withTriggers() {
    List<KindWithTriggers> found = new ArrayList<>(OpenShiftKinds.WITH_TRIGGERS);
    PodKinds.ALL.stream()
        .filter(workload -> found.stream().noneMatch(own -> own.kind().equals(workload.kind())))
        .map(Annotated::new)
        .toList()
        .forEach(found::add);
    return found;
  }

  /** Tells whoever writes a workload of this server what in its triggers comes to nothing. */
  public static WriteHook remarks(ServerConfig config, StreamStore streams, KeptJobs anew) {
    return switch (config.workloads()) {
      case OwnWorkloads _ -> new TriggerRemarks(here(anew), new SourceTags(streams));
      case WorkloadsElsewhere _ ->
          WriteHook.all(
              List.of(
                  new ElsewhereRemarks(ownTriggered(anew)),
                  new TriggerRemarks(OpenShiftKinds.BUILDING, new SourceTags(streams))));
    };
  }

  /** Looks the images of workloads up in these streams (controllers-and-access.md 5.2). */
  public static ImageLookup lookup(SourceStreams streams, RegistryHosts hosts) {
    return new ImageLookup(streams, hosts, PodKinds.ALL, pods -> PodPaths.isTriggered(pods.kind()));
  }

  /** What they name and follow: on this server, and where those of another one follow its tags. */
  public static NamedImages named(
      ServerConfig config, Host host, Resources own, WorkloadSide workloads) {
    return new NamedImages(host, own, elsewhere(config, workloads), withTriggers(), PodKinds.ALL);
  }

  private static Optional<Resources> elsewhere(ServerConfig config, WorkloadSide workloads) {
    return switch (config.workloads()) {
      case OwnWorkloads _ -> Optional.empty();
      case WorkloadsElsewhere _ -> Optional.of(workloads.objects());
    };
  }

  /** What of this server moves with tags, for those who look before they move one. */
  public static Followers followers(
      ServerConfig config,
      KeptJobs anew,
      MoveRights rights,
      Predicate<String> ownHost,
      Supplier<List<Workload>> elsewhere) {
    return switch (config.workloads()) {
      case OwnWorkloads _ -> new Followers(here(anew), rights, ownHost, Optional.empty());
      case WorkloadsElsewhere _ ->
          new Followers(OpenShiftKinds.BUILDING, rights, ownHost, Optional.of(elsewhere));
    };
  }

  /** What may be asked why it is what it is. */
  public static Subjects subjects(
      ServerConfig config, Resources own, WorkloadSide workloads, MoveRights ownRights) {
    return new Subjects(
        new Subjects.Workloads(
            own,
            elsewhere(config, workloads),
            PodKinds.ALL,
            withTriggers(),
            new Subjects.Acting(workloads.kinds(), workloads.rights()),
            new Subjects.Acting(OpenShiftKinds.BUILDING, ownRights)));
  }
}
