package dev.weir.cli.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is read quickly is what picocli reads. */
class PlainArgumentsTest {
  private static final List<String> WORDS =
      List.of(
          "is",
          "a=b",
          "--watch",
          "-w",
          "--watch=false",
          "-w=true",
          "-o",
          "json",
          "-ojson",
          "-o=json",
          "--output=x=y",
          "--output",
          "-l",
          "a",
          "-l=b",
          "--label=c",
          "--",
          "-x",
          "",
          "-wo",
          "--watch=1",
          "--output=",
          "'q'",
          "\"q\"",
          "@file",
          "${x}");

  private static Flags flags() {
    return Flags.of("try")
        .flag("-w,--watch", "Watch.")
        .text("-o,--output", "FORMAT", "Format.")
        .texts("-l,--label", "LABEL", "Labels.");
  }

  @Test
  void commonFormsNeedNoOtherReader() {
    Optional<Values> read =
        PlainArguments.read(
            flags(), List.of("get", "-o", "json", "--label=a", "-l", "b", "-w", "--", "--x"));
    assertThat(read).isPresent();
    assertThat(read.get().positional()).containsExactly("get", "--x");
    assertThat(read.get().options().get("-l")).containsExactly("a", "b");
    assertThat(read.get().options().get("-o")).containsExactly("json");
    assertThat(read.get().options().get("-w")).containsExactly("true");
    assertThat(PlainArguments.read(flags(), List.of("-wo", "json"))).isEmpty();
    assertThat(PlainArguments.read(flags(), List.of("--no-such-flag"))).isEmpty();
  }

  @Test
  void bothReadersReadTheSame() {
    Random random = new Random(56);
    int read = 0;
    for (int i = 0; i < 3_000; i++) {
      List<String> line = new ArrayList<>();
      for (int words = random.nextInt(6); words > 0; words--) {
        line.add(WORDS.get(random.nextInt(WORDS.size())));
      }
      Optional<Values> plain = PlainArguments.read(flags(), line);
      if (plain.isPresent()) {
        read++;
        Arguments odd = Arguments.of(flags(), OddArguments.read(flags(), line));
        Arguments quick = Arguments.of(flags(), plain.get());
        assertThat(quick.positional()).as("%s", line).isEqualTo(odd.positional());
        assertThat(quick.flag("--watch")).as("%s", line).isEqualTo(odd.flag("--watch"));
        assertThat(quick.text("--output")).as("%s", line).isEqualTo(odd.text("--output"));
        assertThat(quick.texts("--label")).as("%s", line).isEqualTo(odd.texts("--label"));
      }
    }
    assertThat(read).isGreaterThan(300);
  }
}
