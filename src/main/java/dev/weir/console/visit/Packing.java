package dev.weir.console.visit;

import dev.weir.http.Exchange;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Whether a browser takes what is packed by gzip (RFC 9110, section 12.5.3). */
final class Packing {
  private Packing() {}

  static boolean suits(Exchange exchange) {
    return suits(exchange.headers().getValuesList("Accept-Encoding"));
  }

  static boolean suits(List<String> accepted) {
    List<String> codings =
        accepted.stream()
            .flatMap(line -> Stream.of(line.split(",")))
            .map(coding -> coding.replaceAll("\\s", "").toLowerCase(Locale.ROOT))
            .toList();
    List<String> gzip = codings.stream().filter(coding -> names(coding, "gzip")).toList();
    return (gzip.isEmpty() ? codings.stream().filter(coding -> names(coding, "*")) : gzip.stream())
        .anyMatch(coding -> !coding.matches("[^;]*;q=0(\\.0*)?"));
  }

  private static boolean names(String coding, String name) {
    return coding.equals(name) || coding.startsWith(name + ";");
  }
}
