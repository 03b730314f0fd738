package dev.weir.remote.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteManifest;
import dev.weir.remote.mirror.MirrorPlan.BlobPlan;
import dev.weir.remote.mirror.MirrorPlan.RepositoryPlan;
import dev.weir.remote.repository.Location;
import dev.weir.remote.repository.Repositories;
import dev.weir.remote.repository.SourceRepository;
import dev.weir.remote.repository.TargetRepository;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Plans of made-up images; nobody is asked anything. */
final class PlannerTest {
  private final Planner planner = planner(false, false);

  private static Planner planner(boolean force, boolean skipMount) {
    return new Planner(new Names(), force, skipMount);
  }

  /** Knows what places are called, and nothing else. */
  private static final class Names implements Repositories {
    @Override
    public SourceRepository source(Location location) {
      throw new IllegalArgumentException(location.text());
    }

    @Override
    public TargetRepository target(Location location) {
      throw new IllegalArgumentException(location.text());
    }

    @Override
    public String place(Location location) {
      return location.text().replaceFirst("/.*", "");
    }
  }

  private static Location at(String text) {
    return TestRepositories.location(text);
  }

  private static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** An image of this name with blobs, whose names are as long as they are. */
  private static SourceImage image(String source, String name, String... blobs) {
    RemoteManifest manifest =
        RemoteManifest.of(MediaTypes.OCI_MANIFEST, name.getBytes(StandardCharsets.UTF_8));
    List<Descriptor> descriptors =
        Arrays.stream(blobs)
            .map(blob -> Descriptor.of(MediaTypes.OCI_LAYER, digest(blob), blob.length()))
            .toList();
    MirrorPlan.KnownManifest known =
        new MirrorPlan.KnownManifest(
            manifest.digest(),
            manifest.mediaType(),
            manifest.bytes().length,
            at(source),
            descriptors.stream().map(Descriptor::digest).toList(),
            Optional.of(manifest));
    return new SourceImage(
        at(source), manifest.digest(), List.of(new SourceImage.Part(known, descriptors)));
  }

  /** {@code REPO phase BLOBS}, with what each is mounted from. */
  private static List<String> told(MirrorPlan plan, String... blobs) {
    List<String> told = new ArrayList<>();
    for (MirrorPlan.PlacePlan place : plan.places()) {
      for (RepositoryPlan repository : place.repositories()) {
        List<String> parts = new ArrayList<>();
        for (BlobPlan blob : repository.blobs()) {
          String name =
              Arrays.stream(blobs)
                  .filter(text -> digest(text).equals(blob.descriptor().digest()))
                  .findFirst()
                  .orElseThrow();
          parts.add(name + blob.mountFrom().map(from -> "<" + from).orElse(""));
        }
        told.add(repository.target().text() + " " + repository.phase() + " " + parts);
      }
    }
    return told;
  }

  @Test
  void sendsTheBlobsOfAnImageBySize() {
    planner.add(new Copy(image("a.io/x/y", "m", "large", "big", "s"), at("b.io/x/y:1")), Set.of());

    MirrorPlan plan = planner.plan(List.of());

    assertThat(told(plan, "large", "big", "s")).containsExactly("b.io/x/y 0 [s, big, large]");
    assertThat(plan.places().getFirst().repositories().getFirst().manifests())
        .singleElement()
        .satisfies(manifest -> assertThat(manifest.tags()).containsExactly("1"));
  }

  @Test
  void sendsOnlyTheManifestWhereItIsThere() {
    SourceImage image = image("a.io/x/y", "m", "s");
    planner.add(new Copy(image, at("b.io/x/y:1")), Set.of(image.root()));

    assertThat(told(planner.plan(List.of()))).containsExactly("b.io/x/y 0 []");
  }

  @Test
  void sendsAllWhereItIsForced() {
    SourceImage image = image("a.io/x/y", "m", "s");
    Planner forced = planner(true, false);
    forced.add(new Copy(image, at("b.io/x/y:1")), Set.of(image.root()));

    assertThat(told(forced.plan(List.of()), "s")).containsExactly("b.io/x/y 0 [s]");
  }

  @Test
  void withinARepositoryNothingButTagsMove() {
    planner.add(new Copy(image("a.io/x/y", "m", "s"), at("a.io/x/y:2")), Set.of());

    assertThat(told(planner.plan(List.of()))).containsExactly("a.io/x/y 0 []");
  }

  @Test
  void withinARegistryBlobsAreMountedFromTheSource() {
    planner.add(new Copy(image("a.io/x/y", "m", "s"), at("a.io/x/z:2")), Set.of());

    assertThat(told(planner.plan(List.of()), "s")).containsExactly("a.io/x/z 0 [s<x/y]");
  }

  @Test
  void aBlobThatSeveralRepositoriesShareIsSentOnceAndMountedLater() {
    planner.add(new Copy(image("a.io/x/y", "1", "base", "own-of-1"), at("b.io/x/one:1")), Set.of());
    planner.add(new Copy(image("a.io/x/y", "2", "base", "shared"), at("b.io/x/two:1")), Set.of());
    planner.add(new Copy(image("a.io/x/y", "3", "shared"), at("b.io/x/three:1")), Set.of());

    assertThat(told(planner.plan(List.of()), "base", "own-of-1", "shared"))
        .containsExactly(
            "b.io/x/one 1 [base<x/two, own-of-1]",
            "b.io/x/three 1 [shared<x/two]",
            "b.io/x/two 0 [base, shared]");
  }

  @Test
  void aBlobThatAnotherRepositoryHasAlreadyIsMountedAtOnce() {
    SourceImage there = image("a.io/x/y", "1", "base");
    planner.add(new Copy(there, at("b.io/x/one:1")), Set.of(there.root()));
    planner.add(new Copy(image("a.io/x/y", "2", "base", "longer"), at("b.io/x/two:1")), Set.of());

    assertThat(told(planner.plan(List.of()), "base", "longer"))
        .containsExactly("b.io/x/one 0 []", "b.io/x/two 0 [base<x/one, longer]");
  }

  @Test
  void nothingIsMountedWhereThatIsNotWanted() {
    Planner alone = planner(false, true);
    alone.add(new Copy(image("a.io/x/y", "1", "base"), at("b.io/x/one:1")), Set.of());
    alone.add(new Copy(image("a.io/x/y", "2", "base"), at("b.io/x/two:1")), Set.of());
    alone.add(new Copy(image("b.io/x/y", "3", "base"), at("b.io/x/three:1")), Set.of());

    assertThat(told(alone.plan(List.of()), "base"))
        .containsExactly("b.io/x/one 0 [base]", "b.io/x/three 0 [base]", "b.io/x/two 0 [base]");
  }

  @Test
  void everyBlobIsSentOnceToAPlaceHoweverRepositoriesShare() {
    List<String> names = List.of("a", "b", "c", "d", "e", "f");
    for (int i = 0; i < names.size(); i++) {
      String next = names.get((i + 1) % names.size());
      planner.add(
          new Copy(
              image("s.io/x/y", "m" + i, names.get(i), next, "all"), at("t.io/x/r" + i + ":1")),
          Set.of());
    }

    List<RepositoryPlan> repositories = planner.plan(List.of()).places().getFirst().repositories();

    for (String name : List.of("a", "b", "c", "d", "e", "f", "all")) {
      List<RepositoryPlan> sent =
          repositories.stream()
              .filter(
                  repository ->
                      find(repository, name).filter(b -> b.mountFrom().isEmpty()).isPresent())
              .toList();
      assertThat(sent).as(name).hasSize(1);
      for (RepositoryPlan repository : repositories) {
        find(repository, name)
            .flatMap(BlobPlan::mountFrom)
            .ifPresent(
                from -> {
                  assertThat(from).isEqualTo(sent.getFirst().target().repositoryPath());
                  assertThat(sent.getFirst().phase()).isLessThan(repository.phase());
                });
      }
    }
  }

  private static Optional<BlobPlan> find(RepositoryPlan repository, String blob) {
    return repository.blobs().stream()
        .filter(one -> one.descriptor().digest().equals(digest(blob)))
        .findFirst();
  }

  @Test
  void aTagThatTwoSourcesHaveCannotBeBoth() {
    planner.add(new Copy(image("a.io/x/y", "1"), at("b.io/x/y:1")), Set.of());
    planner.add(new Copy(image("a.io/x/y", "1"), at("b.io/x/y:1")), Set.of());

    assertThatThrownBy(
            () -> planner.add(new Copy(image("a.io/x/z", "2"), at("b.io/x/y:1")), Set.of()))
        .hasMessage("each destination tag may only be specified once: b.io/x/y:1");
  }
}
