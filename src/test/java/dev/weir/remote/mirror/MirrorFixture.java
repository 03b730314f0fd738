package dev.weir.remote.mirror;

import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/** A registry to copy from, one to copy to, and what copies. */
abstract class MirrorFixture {
  final FakeRegistry from = FakeRegistry.plain();
  final FakeRegistry to = FakeRegistry.plain();
  final FakeRepository source = from.repository("team/app");
  final FakeRepository target = to.repository("mirror/app");
  final List<Duration> waits = new CopyOnWriteArrayList<>();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  final TestRepositories repositories = new TestRepositories(this::waitFor, now::get);
  final TestProgress progress = new TestProgress();
  final Mirror mirror = new Mirror(repositories, progress, this::waitFor);

  /** Waits only put the clock forward and are remembered. */
  private void waitFor(Duration time) {
    waits.add(time);
    now.updateAndGet(t -> t.plus(time));
  }

  @AfterEach
  void close() {
    repositories.close();
    from.close();
    to.close();
  }

  /** What a request can be changed in. */
  record Options(
      Predicate<String> platforms,
      boolean keepList,
      boolean referrers,
      boolean force,
      boolean skipMount,
      boolean skipMissing,
      boolean goOn) {
    static final Options USUAL =
        new Options("linux/amd64"::equals, false, false, false, false, false, false);

    Options platforms(Predicate<String> wanted) {
      return new Options(wanted, keepList, referrers, force, skipMount, skipMissing, goOn);
    }

    Options keepingLists() {
      return new Options(platforms, true, referrers, force, skipMount, skipMissing, goOn);
    }

    Options withReferrers() {
      return new Options(platforms, keepList, true, force, skipMount, skipMissing, goOn);
    }

    Options forced() {
      return new Options(platforms, keepList, referrers, true, skipMount, skipMissing, goOn);
    }

    Options withoutMounts() {
      return new Options(platforms, keepList, referrers, force, true, skipMissing, goOn);
    }

    Options skippingMissing() {
      return new Options(platforms, keepList, referrers, force, skipMount, true, goOn);
    }

    Options goingOn() {
      return new Options(platforms, keepList, referrers, force, skipMount, skipMissing, true);
    }
  }

  /** Sources and targets by turns, such as {@code team/app:v1}. */
  MirrorRequest request(UnaryOperator<Options> change, String... pairs) {
    Options options = change.apply(Options.USUAL);
    List<Mapping> mappings = new ArrayList<>();
    for (int i = 0; i < pairs.length; i += 2) {
      mappings.add(
          new Mapping(
              TestRepositories.location(from.host() + "/" + pairs[i]),
              TestRepositories.location(to.host() + "/" + pairs[i + 1])));
    }
    return request(options, mappings);
  }

  static MirrorRequest request(Options options, List<Mapping> mappings) {
    return new MirrorRequest(
        mappings,
        options.platforms(),
        options.keepList(),
        options.referrers(),
        options.force(),
        options.skipMount(),
        options.skipMissing(),
        options.goOn(),
        6,
        4);
  }

  List<MirrorFailure> copy(MirrorRequest request) {
    return mirror.run(mirror.plan(request), request);
  }

  List<MirrorFailure> copy(String... pairs) {
    return copy(request(UnaryOperator.identity(), pairs));
  }
}
