package dev.weir.streams.encoded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.StreamJson;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamLabelsTest {
  private static byte[] stored(String metadata) {
    String text =
        "{'metadata':%s,'spec':{'tags':[{'name':'a','annotations':{'labels':'no'}}]}}"
            .formatted(metadata)
            .replace('\'', '"');
    ImageStream stream = StreamJson.read(Json.parseObject(text.getBytes(StandardCharsets.UTF_8)));
    return EncodedStream.of(stream, false, null).value();
  }

  @Test
  void theyAreThoseOfTheStream() {
    byte[] value =
        stored(
            "{'name':'app','namespace':'shop','annotations':{'labels':'x'},"
                + "'labels':{'app':'web','example.com/é':''},'generation':1}");

    assertThat(StreamLabels.of(value)).isEqualTo(Map.of("app", "web", "example.com/é", ""));
    assertThat(StreamLabels.of(value)).isEqualTo(EncodedStream.read(value).labels());
  }

  @Test
  void aStreamWithoutLabelsHasNone() {
    assertThat(StreamLabels.of(stored("{'name':'app','namespace':'shop'}"))).isEmpty();
    assertThat(StreamLabels.of(stored("{'name':'a','namespace':'s','labels':{}}"))).isEmpty();
  }
}
