package dev.weir.cli.follow;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.client.Resources;
import dev.weir.client.Resources.Listing;
import dev.weir.client.http.ApiClient;
import dev.weir.client.http.HttpResources;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/** {@code follow}: runs a command at each new image of an object. */
public final class Follow implements Command {
  /** As a shell reports what SIGTERM ended. */
  private static final int TERMINATED = 143;

  /** Longest wait for an answer if {@code --request-timeout} says nothing. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** For what is left to do once the command is gone. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("follow TYPE/NAME [FLAGS] -- COMMAND [ARGUMENT…]")
            .describedAs(
                """
                Run a command at each new image of an object, once at a time, for the newest.

                The image is in WEIR_IMAGE, those of its containers in WEIR_IMAGE_CONTAINER, the \
                one before in WEIR_PREVIOUS_IMAGE. A run that fails is repeated after a while. \
                What was done is kept, so that a restart runs only what is to be done.\
                """)
            .examples(
                """
                # Let podman run what a deployment says
                weir follow deploy/web --stdin yaml -- podman kube play --replace -

                # The services of a compose file whose image is ${WEIR_IMAGE}
                weir follow deploy/web -- docker compose up -d

                # A tag itself, without any workload
                weir follow istag/app:live -- ./deploy.sh\
                """);
    return FollowFlags.declare(flags);
  }

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    FollowFlags flags = FollowFlags.of(call);
    Program program = program(call);
    int missing = program.why(call.context());
    if (missing != 0) {
      call.warn(
          "error: "
              + program.name()
              + (missing == Program.NOT_FOUND
                  ? ": command not found"
                  : ": it is no program that may be run"));
      return new ExitCode(missing);
    }
    try (Cluster cluster = Cluster.of(call);
        ApiClient client = cluster.anotherClient(call, PATIENCE)) {
      Followed followed =
          new Followed(
              cluster.selection().server().toString(),
              cluster.namespace(),
              object(call, cluster),
              flags.container());
      return follow(
          call, flags, program, cluster, new HttpResources(client, ObjectFeed.WATCH), followed);
    }
  }

  private static Program program(Call call) {
    Optional<List<String>> line = call.arguments().afterDashes();
    if (line.isEmpty()) {
      throw CliException.usage(
          "the command to run stands behind --, as in weir follow deploy/web -- podman ps");
    }
    if (line.get().isEmpty() || line.get().getFirst().isEmpty()) {
      throw CliException.usage("there is no command behind --");
    }
    return new Program(line.get());
  }

  private static ObjectName object(Call call, Cluster cluster) throws IOException {
    int behind = call.arguments().afterDashes().map(List::size).orElse(0);
    List<String> all = call.positional();
    List<String> before = all.subList(0, Math.max(0, all.size() - behind));
    if (before.isEmpty()) {
      throw CliException.usage("name the object to follow, such as deploy/web or istag/app:live");
    }
    List<ObjectName> found = ObjectName.parseWithTags(cluster.kinds(), before);
    if (found.size() != 1) {
      throw CliException.usage("one object is followed at a time");
    }
    if (found.getFirst().name().isEmpty()) {
      throw CliException.usage("name the object to follow, such as " + before.getFirst() + "/NAME");
    }
    return found.getFirst();
  }

  private static ExitCode follow(
      Call call,
      FollowFlags flags,
      Program program,
      Cluster cluster,
      Resources resources,
      Followed followed)
      throws IOException, InterruptedException {
    Listing listing =
        resources.list(followed.object().kind(), followed.namespace(), followed.query());
    Optional<ApiObject> found = listing.items().stream().findFirst();
    if (found.isEmpty() && !flags.waits()) {
      throw cluster.missing(
          ApiStatus.notFound(followed.object().kind(), followed.object().name()).exception(),
          followed.object().kind(),
          followed.namespace());
    }
    found.ifPresent(object -> requireContainer(followed, object));
    DoubleSupplier chance = () -> ThreadLocalRandom.current().nextDouble();
    try (StateFile state = StateFile.take(call, followed)) {
      FollowLoop loop = new FollowLoop(call, followed, flags, program, state, chance);
      loop.news().accept(found.isPresent() ? new News.Seen(found.get().tree()) : new News.Gone());
      ObjectFeed feed =
          new ObjectFeed(resources, followed, listing.resourceVersion(), loop.news(), chance);
      return run(loop, feed, flags.grace().plus(LAST_WORDS));
    }
  }

  private static void requireContainer(Followed followed, ApiObject object) {
    List<String> containers = followed.containers(object.tree());
    if (!followed.container().isEmpty() && !containers.contains(followed.container())) {
      throw CliException.error(
          followed.object().shown()
              + " has no container \""
              + followed.container()
              + "\"; it has "
              + String.join(", ", containers));
    }
  }

  private static ExitCode run(FollowLoop loop, ObjectFeed feed, Duration longestStop) {
    Thread watching = Thread.ofVirtual().name("follow-watch").start(feed);
    try (Shutdown _ = Shutdown.interrupting(Thread.currentThread(), longestStop)) {
      return loop.run();
    } catch (InterruptedException _) {
      return new ExitCode(TERMINATED);
    } finally {
      watching.interrupt();
    }
  }
}
