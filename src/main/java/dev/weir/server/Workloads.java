package dev.weir.server;

import dev.weir.client.Resources;
import dev.weir.follower.KindWithTriggers;
import dev.weir.follower.TriggeredKind;
import dev.weir.host.Host;
import dev.weir.imagestream.SourceStreams;
import dev.weir.lookup.ImageLookup;
import dev.weir.lookup.RegistryHosts;
import dev.weir.objects.WriteHook;
import dev.weir.platform.host.PodKinds;
import dev.weir.platform.openshift.OpenShiftKinds;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import dev.weir.server.config.ServerConfig;
import dev.weir.server.config.ServerConfig.OwnWorkloads;
import dev.weir.server.config.ServerConfig.WorkloadsElsewhere;
import dev.weir.streams.StreamStore;
import dev.weir.trigger.Annotated;
import dev.weir.trigger.ElsewhereRemarks;
import dev.weir.trigger.SourceTags;
import dev.weir.trigger.TriggerRemarks;
import dev.weir.workload.PodPaths;
import dev.weir.workload.WorkloadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** What is done with the kinds that run containers. */
final class Workloads {
  /** Those that follow tags. */
  static final List<TriggeredKind> TRIGGERED =
      PodKinds.ALL.stream()
          .filter(workload -> PodPaths.isTriggered(workload.kind()))
          .<TriggeredKind>map(Annotated::new)
          .toList();

  private Workloads() {}

  /** All that say which tags they follow, whether they do yet or not. */
  static List<KindWithTriggers> withTriggers() {
    List<KindWithTriggers> found = new ArrayList<>(OpenShiftKinds.WITH_TRIGGERS);
    PodKinds.ALL.stream()
        .filter(workload -> found.stream().noneMatch(own -> own.kind().equals(workload.kind())))
        .map(Annotated::new)
        .toList()
        .forEach(found::add);
    return found;
  }

  /** Tells whoever writes a workload of this server what in its triggers comes to nothing. */
  static WriteHook remarks(ServerConfig config, StreamStore streams) {
    return switch (config.workloads()) {
      case OwnWorkloads _ -> new TriggerRemarks(TRIGGERED, new SourceTags(streams));
      case WorkloadsElsewhere _ -> new ElsewhereRemarks(TRIGGERED);
    };
  }

  /** Looks the images of workloads up in these streams (controllers-and-access.md 5.2). */
  static ImageLookup lookup(SourceStreams streams, RegistryHosts hosts) {
    return new ImageLookup(streams, hosts, PodKinds.ALL, pods -> PodPaths.isTriggered(pods.kind()));
  }

  /**
   * What workloads name: those of this server, and where those of another one follow its tags,
   * those too.
   *
   * @throws RuntimeException if they cannot be read
   */
  static Stream<String> named(ServerConfig config, Host host, WorkloadSide workloads) {
    Stream<String> here = host.images("");
    return switch (config.workloads()) {
      case OwnWorkloads _ -> here;
      case WorkloadsElsewhere _ -> Stream.concat(here, images(workloads.objects()));
    };
  }

  /**
   * Images that the workloads of another server name, some more than once. What may not be looked
   * at is left out where it is a kind that tags do not move: bare pods, jobs, and kinds that a
   * cluster does not have.
   *
   * @throws RuntimeException if they cannot be read
   */
  static Stream<String> images(Resources cluster) {
    return PodKinds.ALL.stream()
        .flatMap(kind -> objects(cluster, kind).flatMap(o -> images(kind, o)));
  }

  private static Stream<ApiObject> objects(Resources cluster, WorkloadKind kind) {
    try {
      return cluster.list(kind.kind(), "", Resources.Query.ALL).items().stream();
    } catch (StatusException e) {
      if (PodPaths.isTriggered(kind.kind())) {
        throw e;
      }
      return Stream.empty();
    }
  }

  private static Stream<String> images(WorkloadKind kind, ApiObject workload) {
    ObjectNode spec = kind.podSpec(workload.tree());
    return List.of("initContainers", "containers", "ephemeralContainers").stream()
        .flatMap(list -> Json.arrayAt(spec, list).valueStream())
        .map(container -> Json.string(container, "image"))
        .filter(image -> !image.isEmpty());
  }
}
