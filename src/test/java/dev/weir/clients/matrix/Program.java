package dev.weir.clients.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A client with the words of a command line: text, paths, and arrays of flags, which may be empty.
 */
record Program(RealClient client) {
  /** What it printed on standard output; it must end well. */
  String run(Object... words) throws IOException, InterruptedException {
    return client.run(line(words));
  }

  /** Runs it with a text on standard input; it must end well. */
  String reading(String input, Object... words) throws IOException, InterruptedException {
    RealClient.Output output = client.attempt(input, line(words));
    assertThat(output.exit()).as(output.out() + output.err()).isZero();
    return output.out();
  }

  /** What it said on both streams; it must end well. */
  String says(Object... words) throws IOException, InterruptedException {
    RealClient.Output output = client.attempt("", line(words));
    assertThat(output.exit()).as(output.out() + output.err()).isZero();
    return output.out() + output.err();
  }

  /** What it said on both streams; it must fail. */
  String fails(Object... words) throws IOException, InterruptedException {
    RealClient.Output output = client.attempt("", line(words));
    assertThat(output.exit()).as(output.out() + output.err()).isNotZero();
    return output.out() + output.err();
  }

  private static String[] line(Object... words) {
    List<String> line = new ArrayList<>();
    for (Object word : words) {
      if (word instanceof Object[] several) {
        line.addAll(List.of(line(several)));
      } else {
        line.add(word.toString());
      }
    }
    return line.toArray(String[]::new);
  }
}
