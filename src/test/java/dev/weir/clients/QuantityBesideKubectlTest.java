package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import dev.weir.resource.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Quantities are written as kubectl writes them. Left out is where it keeps what was written (signs
 * and zeros that say nothing, {@code E3}, {@code 1.234k}), where it loses a suffix ({@code 1000E}
 * is {@code 1}), and its largest amount, which it knows in binary form only ({@code 8Ei}).
 */
class QuantityBesideKubectlTest {
  private static final List<String> SUFFIXES =
      List.of(
          "n", "u", "m", "", "k", "M", "G", "T", "P", "Ki", "Mi", "Gi", "Ti", "e-9", "e-6", "e-3",
          "e-1", "e1", "e2", "e3", "e4", "e6", "e9", "e11");

  private final Random random = new Random(7);

  private String number() {
    return switch (random.nextInt(4)) {
      case 0 -> Integer.toString(1 + random.nextInt(2047));
      case 1 -> Integer.toString(1000 * (1 + random.nextInt(20)));
      case 2 -> Integer.toString(1024 * (1 + random.nextInt(1100)));
      default -> random.nextInt(99) + "." + (1 + random.nextInt(9));
    };
  }

  /** True if a digit behind the point makes the power of ten one that kubectl has a suffix for. */
  private static boolean isKept(String number, String suffix) {
    return number.contains(".") && suffix.matches("e.*") && (power(suffix) - 1) % 3 == 0;
  }

  private static int power(String suffix) {
    return Integer.parseInt(suffix.substring(1));
  }

  @Test
  void areWrittenAsKubectlWritesThem() throws Exception {
    Map<String, String> texts = new TreeMap<>();
    for (int i = 0; i < 12; i++) {
      for (String suffix : SUFFIXES) {
        String sign = random.nextInt(8) == 0 ? "-" : "";
        String number = number();
        if (!isKept(number, suffix)) {
          texts.put("a" + texts.size(), sign + number + suffix);
        }
      }
    }
    String hard =
        texts.entrySet().stream()
            .map(one -> one.getKey() + "=" + one.getValue())
            .collect(Collectors.joining(","));
    String said =
        RealClient.required(Map.of(), "kubectl")
            .run("create", "quota", "q", "--dry-run=client", "-o", "json", "--hard=" + hard);
    JsonNode written = Json.parse(said).path("spec").path("hard");
    Map<String, String> theirs = new TreeMap<>();
    Map<String, String> ours = new TreeMap<>();
    texts.forEach(
        (name, text) -> {
          theirs.put(name + " " + text, Json.string(written, name));
          ours.put(name + " " + text, Quantity.parse(text).orElseThrow().toString());
        });
    assertThat(ours).isEqualTo(theirs);
  }
}
