package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Images that only workloads of another server use, pruned by clients that see this one alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(180)
class PruneElsewhereTest {
  private static final String[] PRUNE = {
    "adm", "prune", "images", "--keep-younger-than=0s", "--keep-tag-revisions=1", "--confirm"
  };

  @TempDir static Path work;
  @AutoClose private ServerProcess cluster;
  @AutoClose private ApiCaller inCluster;
  @AutoClose private PruneTwin weir;

  @BeforeAll
  void start() throws Exception {
    cluster = ServerProcess.start(work.resolve("cluster"));
    inCluster = ApiCaller.of(cluster);
    weir = PruneTwin.start(work.resolve("weir"), "--workloads", cluster.kubeconfig().toString());
    weir.project("shop");
    weir.project("art");
    for (String repository : List.of("shop/app", "art/app")) {
      for (String number : List.of("1", "2", "3", "4")) {
        weir.image(repository, "v", repository + number);
      }
    }
    inCluster.create("/api/v1/namespaces", "{'metadata':{'name':'shop'}}");
    String container =
        "{'name':'c','image':'registry.example.com/shop/app@" + weir.digest("shop/app1") + "'}";
    inCluster.create(
        "/apis/apps/v1/namespaces/shop/deployments",
        ("{'metadata':{'name':'web'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':{"
                + "'metadata':{'labels':{'a':'b'}},'spec':{'containers':[%s]}}}}")
            .formatted(container));
  }

  @Test
  @Order(1)
  void ocIsToldWhatItCannotSeeAndTakesNothingFromThatStream() throws Exception {
    Output output = weir.oc(PRUNE);
    assertThat(output.exit()).as(output.out()).isEqualTo(1);
    assertThat(output.err())
        .contains(
            "error updating image stream shop/app to remove image references:"
                + " imagestreams.image.openshift.io \"app\" is forbidden: workloads of the other"
                + " server use shop/app@"
                + weir.digest("shop/app1")
                + " (deployment/web namespace=shop), so it stays in the history; weir adm prune"
                + " images knows of them and prunes the rest");
    assertThat(weir.state().get("shop/app:v")).hasSize(4);
    assertThat(weir.state().get("art/app:v")).as("another stream").hasSize(1);
    for (String number : List.of("1", "2", "3", "4")) {
      assertThat(weir.state().get("images")).contains(weir.digest("shop/app" + number));
    }
  }

  @Test
  @Order(2)
  void weirKnowsAndPrunesTheRest() throws Exception {
    Output output = weir.weir(PRUNE);
    assertThat(output.out()).contains("Deleting 2 items from image stream shop/app (v: 2 beyond");
    assertThat(weir.state().get("shop/app:v"))
        .containsExactly(weir.digest("shop/app4"), weir.digest("shop/app1"));
    assertThat(weir.state().get("images")).contains(weir.digest("shop/app1"));
  }

  @Test
  @Order(3)
  void nothingGoesWhileItCannotBeToldWhatIsUsed() throws Exception {
    weir.image("shop/app", "v", "shop/app5");
    cluster.kill();
    Output output = weir.weir(PRUNE);
    assertThat(output.exit()).isEqualTo(1);
    assertThat(output.err()).contains("what workloads of the other server use cannot be told: ");
    assertThat(weir.state().get("shop/app:v")).hasSize(3);
  }
}
