package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeBlob;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestArtifacts;
import dev.weir.remote.fake.TestImages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code weir image mirror} takes oc's arguments and says what oc says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class MirrorBesideOcTest {
  @TempDir static Path work;
  @AutoClose private FakeRegistry from;
  @AutoClose private PrivateRegistry to;
  private BesideOc both;
  private String app = "";
  private String list = "";
  private Digest first = Digest.of(new byte[0]);

  @BeforeAll
  void start() throws Exception {
    both = BesideOc.in(work);
    from = FakeRegistry.plain();
    to = PrivateRegistry.plain(work.resolve("registry"), Map.of());
    both.file("logins.json", PrivateRegistry.logins(to.host()));
    app = from.host() + "/team/app";
    list = from.host() + "/team/list";
    FakeRepository images = from.repository("team/app");
    first = TestImages.layered(images, "v1", bytes(1, 30_000), bytes(2, 400));
    TestImages.layered(images, "v2", bytes(1, 30_000), bytes(3, 20_000));
    TestImages.single(images, "latest");
    FakeRepository lists = from.repository("team/list");
    TestImages.index(lists, "all", "linux/amd64", "linux/arm64", "windows/amd64");
    TestImages.index(lists, "foreign", "linux/s390x", "linux/ppc64le");
    TestImages.index(lists, "one", "linux/amd64");
  }

  private static FakeBlob bytes(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return FakeBlob.of(bytes);
  }

  private BesideOc.Both mirror(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("image", "mirror", "--insecure"));
    if (!List.of(arguments).contains("-a")) {
      command.addAll(List.of("-a", "logins.json"));
    }
    command.addAll(List.of(arguments));
    return both.run(command.toArray(String[]::new));
  }

  private String target(String name) {
    return to.host() + "/@@/" + name;
  }

  @Test
  void imagesGoWhereTheyAreToGo() throws Exception {
    for (String[] arguments :
        new String[][] {
          {app + ":v1", target("a:1")},
          {app + ":v1", target("a")},
          {app + ":v1", target("a:1"), target("b:2"), target("c")},
          {app + ":v1=" + target("a:1"), app + ":latest=" + target("b:1")},
          {app + ":v1=" + target("a"), app + ":v2=" + target("a")},
          {app, target("all")},
          {app + ":v*", target("some")},
          {app + ":v2*", target("one:z")},
          {app + ":v*", target("one:of-many")},
          {app + "@" + first, target("digest")},
          {app + "@" + first, target("digest:tagged")},
          {app + ":v1@" + first, target("both")},
          {app + ":v1", target("dry:1"), "--dry-run"},
          {app + ":v1", target("few:1"), "--max-per-registry=1", "--max-registry=1"},
          {app + ":v1", target("none:1"), "--max-per-registry=0"},
          {app + ":v1", target("forced:1"), "--force", "--skip-mount"},
          {app + ":v1", "file://@@/app:v1"},
          {app + ":v1", "file:///@@/app", "--dir=deeper"},
          {app + ":v1=file://@@/app", app + ":v1=" + target("both:1")}
        }) {
      mirror(arguments).alike();
    }
  }

  @Test
  void whatIsThereIsNotSentAgain() throws Exception {
    String again = to.host() + "/again/app:v1";
    mirror(app + ":v1", again);
    mirror(app + ":v1", again).alike();
    mirror(app + ":v1", app + ":also").alike();
    mirror(again, target("beside:1")).alike();
  }

  @Test
  void listsAreFilteredAlike() throws Exception {
    mirror(list + ":all", target("l:1")).alike();
    mirror(list + ":all", target("l:2"), "--keep-manifest-list").alike();
    mirror(list + ":all", target("l:3"), "--filter-by-os=.*").alike();
    mirror(list + ":all", target("l:4"), "--filter-by-os=arm").alike();
    // this registry takes no list of which something is missing
    mirror(list + ":all", target("l:5"), "--filter-by-os=linux/.*", "--keep-manifest-list")
        .failAlike("error: unable to push manifest to " + to.host() + "/@@/l:5: ");
    mirror(list + ":one", target("l:6")).alike();
    mirror(list + ":one", target("l:7"), "--keep-manifest-list").alike();
    assertThat(mirror(list + ":foreign", target("l:8")).agree().weir().err())
        .contains("info: Filtered all images from " + list);
  }

  @Test
  void artifactsAreImagesLikeOthers() throws Exception {
    FakeRepository artifacts = from.repository("team/artifacts");
    TestArtifacts.in(artifacts).stream()
        .filter(artifact -> !artifact.list())
        .map(artifact -> from.host() + "/team/artifacts:" + artifact.tag())
        .limit(3)
        .forEach(
            source -> {
              try {
                mirror(source, target("artifact:1")).alike();
              } catch (Exception e) {
                throw new AssertionError(source, e);
              }
            });
  }

  @Test
  void argumentsThatMakeNoSenseAreRefusedInTheSameWords() throws Exception {
    String one = target("a:1");
    for (String[] arguments :
        new String[][] {
          {},
          {app + ":v1"},
          {app + ":v1="},
          {"=" + one},
          {app + ":v1", app + ":v1"},
          {app + ":v1=" + app + ":v1"},
          {app + ":v1", one, one},
          {app + ":v1=" + one, app + ":v2=" + one},
          {app + ":v1=" + target("a"), app + ":v1=" + target("a")},
          {app, one},
          {app + ":v*", one},
          {app + ":v1", "BAD"},
          {"BAD", one},
          {app + ":v1", target("a@" + first)},
          {app + ":v1=a=b"},
          {app + ":v1 " + one},
          {app + ":v1", one, "-a", "nowhere.json"},
          {app + ":v1", one, "--nothing"},
          {"-f", "nowhere.txt"},
          {"-f", "."}
        }) {
      mirror(arguments).alike();
    }
    mirror(app + ":v1", one, "--filter-by-os=(")
        .failAlike("error: --filter-by-os was not a valid regular expression: ");
    mirror(app + ":v1", one, "--max-per-registry=x")
        .failAlike("error: invalid argument \"x\" for \"--max-per-registry\" flag: ");
  }

  @Test
  void mappingFilesAreReadAlike() throws Exception {
    String pair = app + ":v1=" + target("f:1");
    for (String text :
        List.of(
            pair + "\n",
            pair,
            "# nothing\n\n  " + pair + " # and so on\n" + app + ":latest " + target("g:1") + "\n",
            pair + "#at once\n",
            app + ":v1  " + target("h:1") + "  " + target("h:2") + "\n",
            "",
            app + ":v1\n",
            "\n" + app + ":v1=\n",
            "BAD=" + target("f:2"),
            pair + "\n" + pair + "\n",
            app + ":*=" + target("f:3") + "\n",
            app + ":v2*=" + target("f:4") + "\n",
            app + "=" + target("f:5") + "\n",
            app + ":v1=" + app + ":v1\n")) {
      // each with its own name in the file as well
      String file = both.file("mappings.txt", text.replace("@@", "file"));
      mirror("--dry-run", "-f", file).alike();
    }
    both.file("one.txt", (app + ":v1=" + target("f:1")).replace("@@", "file"));
    both.file("two.txt", (app + ":v2=" + target("f:2")).replace("@@", "file"));
    mirror("--dry-run", "-f", "one.txt", "-f", "two.txt", app + ":latest", target("g:3")).alike();
    mirror("--dry-run", "-f", "one.txt", "-f", "one.txt").alike();
  }

  @Test
  void whatIsMissingFailsAlikeOrIsLeftOut() throws Exception {
    String missing = app + ":missing";
    String text = "error: unable to retrieve source image " + app + " by tag missing: ";
    mirror(missing, target("m:1")).failAlike(text).failAlike("error: an error occurred during");
    mirror(missing, target("m:1"), "--skip-missing").alike();
    mirror(missing + "=" + target("m:1"), app + ":v1=" + target("m:2"), "--continue-on-error")
        .failAlike(text)
        .failAlike("error: one or more errors occurred");
    mirror(missing + "=" + target("m:1"), app + ":v1=" + target("m:2")).failAlike(text);
    Digest never = Digest.of(new byte[] {1});
    mirror(app + "@" + never, target("m:1"))
        .failAlike("error: unable to retrieve source image " + app + " manifest " + never + ": ");
  }
}
