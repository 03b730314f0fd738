package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import dev.weir.resource.patch.MergeCase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The table of strategic merge patches says what kubectl does. */
class StrategicMergeBesideKubectlTest {
  /** kubectl's answer; empty if it refuses. */
  private static String answer(RealClient kubectl, MergeCase one)
      throws IOException, InterruptedException {
    RealClient.Output output =
        kubectl.attempt(
            Json.text(one.from()),
            "patch",
            "--local",
            "--type=strategic",
            "--filename=-",
            "--patch=" + Json.text(one.patch()),
            "--output=json");
    return output.exit() == 0 ? output.out() : "{}";
  }

  @Test
  void theTableIsTrue() throws Exception {
    RealClient kubectl = RealClient.required(Map.of(), "kubectl");
    List<MergeCase> cases = MergeCase.all().toList();
    List<Callable<String>> calls = new ArrayList<>();
    cases.forEach(one -> calls.add(() -> answer(kubectl, one)));
    try (ExecutorService two = Executors.newFixedThreadPool(2)) {
      List<Future<String>> answers = two.invokeAll(calls);
      for (int i = 0; i < cases.size(); i++) {
        assertThat(Json.parse(answers.get(i).get()))
            .as(cases.get(i).what())
            .isEqualTo(cases.get(i).kubectl());
      }
    }
  }
}
