package dev.weir.lookup;

import dev.weir.client.Resources;
import dev.weir.follower.KindWithTriggers;
import dev.weir.host.Host;
import dev.weir.image.OwnRegistry;
import dev.weir.prune.Workload;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import dev.weir.trigger.Annotated;
import dev.weir.workload.PodPaths;
import dev.weir.workload.WorkloadKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images that workloads name, and the tags that they follow whether they do now or not: those
 * of this server, and where those of another one follow its tags, those too. Safe for threads.
 */
public final class NamedImages {
  private static final Logger LOG = LoggerFactory.getLogger(NamedImages.class);
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private final Host host;
  private final Resources own;
  private final Optional<Resources> elsewhere;
  private final List<KindWithTriggers> withTriggers;
  private final List<WorkloadKind> withPods;

  /** Kinds of which it was said that they may not be listed. */
  private final Set<String> said = ConcurrentHashMap.newKeySet();

  /**
   * Of the workloads of a host.
   *
   * @param own all that is here
   * @param elsewhere the other server, if there is one
   * @param withTriggers all kinds here that say which tags they follow
   * @param withPods all kinds that run containers
   */
  public NamedImages(
      Host host,
      Resources own,
      Optional<Resources> elsewhere,
      List<KindWithTriggers> withTriggers,
      List<WorkloadKind> withPods) {
    this.host = host;
    this.own = own;
    this.elsewhere = elsewhere;
    this.withTriggers = withTriggers;
    this.withPods = withPods;
  }

  /**
   * As they stand there, some more than once; tags that are followed as the store names them.
   *
   * @throws RuntimeException if they cannot be read: what is used cannot be told then
   */
  public Stream<String> all() {
    Stream<String> followed =
        withTriggers.stream()
            .flatMap(kind -> objects(own, kind.kind()).flatMap(o -> followed(kind, o)));
    Stream<String> here = Stream.concat(host.images(""), followed);
    return Stream.concat(here, elsewhere.stream().flatMap(this::elsewhere));
  }

  /**
   * The workloads of the other server, each with what it names and follows; none if there is no
   * other server.
   *
   * @throws RuntimeException if they cannot be read
   */
  public List<Workload> elsewhere() {
    return elsewhere.stream()
        .flatMap(
            cluster ->
                withPods.stream()
                    .flatMap(kind -> objects(cluster, kind.kind()).map(o -> workload(kind, o))))
        .toList();
  }

  private static Workload workload(WorkloadKind kind, ApiObject object) {
    Workload named = Workload.of(kind.kind(), object.tree());
    Stream<Workload.Named> followed =
        followed(new Annotated(kind), object)
            .map(tag -> Workload.Named.pullSpec("image trigger", tag));
    return new Workload(
        named.referrer(), named.ended(), Stream.concat(named.images().stream(), followed).toList());
  }

  private Stream<String> elsewhere(Resources cluster) {
    return withPods.stream()
        .flatMap(
            kind ->
                objects(cluster, kind.kind())
                    .flatMap(
                        o -> Stream.concat(images(kind, o), followed(new Annotated(kind), o))));
  }

  private static Stream<String> followed(KindWithTriggers kind, ApiObject object) {
    return kind.triggers(object.tree()).all().stream()
        .map(trigger -> OwnRegistry.HOST + "/" + trigger.from());
  }

  /**
   * What may not be looked at is left out where it is a kind that tags do not move (bare pods, jobs
   * and kinds that a cluster does not have). No other refusal means that there is nothing.
   */
  private Stream<ApiObject> objects(Resources cluster, ResourceKind kind) {
    try {
      return cluster.list(kind, "", Resources.Query.ALL).items().stream();
    } catch (StatusException e) {
      int code = e.status().code();
      if (PodPaths.isTriggered(kind) || (code != FORBIDDEN && code != NOT_FOUND)) {
        throw e;
      }
      if (code == FORBIDDEN && said.add(kind.resource())) {
        LOG.warn(
            "images that {} name are not known, and may go if nothing else uses them: {};"
                + " let the account of --workloads list them in all namespaces",
            kind.resource(),
            e.getMessage());
      }
      return Stream.empty();
    }
  }

  private static Stream<String> images(WorkloadKind kind, ApiObject workload) {
    return kind.images(workload.tree()).stream().map(WorkloadKind.NamedImage::image);
  }
}
