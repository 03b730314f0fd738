package dev.weir.importing.lists;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.PlatformChoice;
import dev.weir.reference.Digest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SeenListsTest {
  private static final Descriptor.Platform ARM = new Descriptor.Platform("linux", "arm64", "");

  private static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ListChoice usual(String list) {
    return new ListChoice(digest(list), PlatformChoice.USUAL);
  }

  @Test
  void eachPlatformHasItsOwnImageOfAList() {
    ListChoice arm = new ListChoice(digest("list"), ARM);
    SeenLists seen = SeenLists.NONE.with(usual("list"), digest("amd64")).with(arm, digest("arm64"));

    assertThat(seen.find(usual("list"))).contains(digest("amd64"));
    assertThat(seen.find(arm)).contains(digest("arm64"));
    assertThat(seen.find(usual("another"))).isEmpty();
  }

  @Test
  void ofMoreThanEightTheOldestIsForgotten() {
    SeenLists seen = SeenLists.NONE;
    for (int i = 0; i < SeenLists.MOST; i++) {
      seen = seen.with(usual("list" + i), digest("image" + i));
    }
    seen = seen.with(usual("list0"), digest("image0")).with(usual("new"), digest("image"));

    assertThat(seen.seen()).hasSize(SeenLists.MOST);
    assertThat(seen.find(usual("list0"))).contains(digest("image0"));
    assertThat(seen.find(usual("list1"))).isEmpty();
    assertThat(seen.find(usual("list2"))).contains(digest("image2"));
  }

  @Test
  void whatIsWrittenDownIsReadAsItWas() {
    SeenLists seen = SeenLists.NONE.with(usual("list"), digest("image"));

    assertThat(SeenLists.decode(seen.encode())).isEqualTo(seen);
    assertThat(new String(seen.encode(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"seen\":[{\"list\":\"%s\",\"platform\":\"linux/amd64\",\"image\":\"%s\"}]}"
                .formatted(digest("list"), digest("image")));
  }
}
