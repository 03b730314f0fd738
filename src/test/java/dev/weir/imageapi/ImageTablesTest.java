package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.objects.TableView;
import dev.weir.resource.Json;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Titles and cells (image-api.md 9.1, 10). */
class ImageTablesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:02:00Z");

  private final ImageApiFixture api = new ImageApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  private static List<String> titles(TableView table) {
    return table.columns().stream()
        .map(column -> column.name() + (column.priority() == 0 ? "" : " (wide)"))
        .toList();
  }

  @Test
  void titlesAreThoseThatScriptsKnow() {
    assertThat(titles(ImageTables.IMAGES))
        .containsExactly("Name", "Image Reference", "Artifact Type (wide)");
    assertThat(titles(ImageTables.STREAMS))
        .containsExactly("Name", "Image Repository", "Tags", "Updated");
    assertThat(titles(ImageTables.STREAM_TAGS))
        .containsExactly("Name", "Image Reference", "Updated", "Image Name (wide)");
    assertThat(titles(ImageTables.STREAM_IMAGES))
        .containsExactly(
            "Name",
            "Updated",
            "Image Reference (wide)",
            "Image Name (wide)",
            "Artifact Type (wide)");
    assertThat(titles(ImageTables.IMAGE_TAGS))
        .containsExactly("Name", "Spec", "Status", "History", "Updated");
  }

  static Stream<TableView> tables() {
    return Stream.of(
        ImageTables.IMAGES,
        ImageTables.STREAMS,
        ImageTables.STREAM_TAGS,
        ImageTables.STREAM_IMAGES,
        ImageTables.IMAGE_TAGS);
  }

  @ParameterizedTest
  @MethodSource("tables")
  void anEmptyObjectHasARowToo(TableView table) {
    assertThat(table.cells().apply(Json.object(), NOW)).hasSize(table.columns().size());
    assertThat(
            table
                .cells()
                .apply(
                    ImageApiFixture.json(
                        "{'metadata':{'creationTimestamp':null},'spec':null,'status':null,'image':null}"),
                    NOW))
        .hasSize(table.columns().size());
  }

  @Test
  void rowsShowWhatATagIs() {
    String one = api.pushed(APP, "one", "v1");
    String reference = HOST + "/demo/app@" + one;
    assertThat(row(ImageTables.STREAM_TAGS, "imagestreamtags", "app:v1"))
        .containsExactly("app:v1", reference, "2 minutes ago", one);
    assertThat(row(ImageTables.STREAM_IMAGES, "imagestreamimages", "app@" + one))
        .containsExactly("app@" + one, "2 minutes ago", reference, one, "");
    assertThat(row(ImageTables.IMAGE_TAGS, "imagetags", "app:v1"))
        .containsExactly("app:v1", "Push", "image/" + one, 1, "2 minutes ago");
    assertThat(row(ImageTables.STREAMS, "imagestreams", "app"))
        .containsExactly("app", HOST + "/demo/app", "v1", "2 minutes ago");
  }

  private List<Object> row(TableView table, String plural, String name) {
    return table.cells().apply(api.get(plural, name), NOW);
  }

  @Test
  void theRepositoryIsThePublicOneElseTheSourceElseTheOwn() {
    String template =
        "{'metadata':{'name':'x'},'spec':{SPEC},'status':{'dockerImageRepository':'own/x'PUBLIC}}";
    assertThat(repository(template.replace("SPEC", "").replace("PUBLIC", ""))).isEqualTo("own/x");
    String from = template.replace("SPEC", "'dockerImageRepository':'quay.io/a/x'");
    assertThat(repository(from.replace("PUBLIC", ""))).isEqualTo("quay.io/a/x");
    assertThat(repository(from.replace("PUBLIC", ",'publicDockerImageRepository':'pub/x'")))
        .isEqualTo("pub/x");
  }

  private static Object repository(String stream) {
    return ImageTables.STREAMS.cells().apply(ImageApiFixture.json(stream), NOW).get(1);
  }
}
