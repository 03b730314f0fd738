package dev.weir.cli.image;

import dev.weir.cli.call.CliException;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.NamedTag;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.ResourcePath;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a tag was, newest first, read from the server as far as somebody looks. */
record Past(Cluster cluster, NamedTag place) implements Iterable<Past.Revision> {
  private static final int PAGE = 500;

  /** What a server says of a path that it does not have. */
  private static final String NO_PAGE = "could not find the requested resource";

  /**
   * What it was once.
   *
   * @param image digest; empty of a reference
   * @param since when it became that
   * @param how in one word; empty if that is not known
   * @param by whose doing it was; empty if that is not known, or may not be
   */
  record Revision(String image, String since, String how, String by) {
    boolean isRollback() {
      return how.equals("rollback");
    }
  }

  @Override
  public Iterator<Revision> iterator() {
    return new Pages();
  }

  private final class Pages implements Iterator<Revision> {
    private final Deque<Revision> read = new ArrayDeque<>();
    private String next = "";
    private boolean more = true;

    @Override
    public boolean hasNext() {
      while (read.isEmpty() && more) {
        ObjectNode page = page(next);
        Json.arrayAt(page, "items").forEach(item -> read.add(revision(item)));
        next = Json.string(Json.objectAt(page, "metadata"), "continue");
        more = !next.isEmpty();
      }
      return !read.isEmpty();
    }

    @Override
    public Revision next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return read.removeFirst();
    }
  }

  private static Revision revision(JsonNode item) {
    String moved = Json.string(item, "moved");
    return new Revision(
        Json.string(item, "image"),
        moved.isEmpty() ? Json.string(item, "created") : moved,
        Json.string(item, "how"),
        Json.string(item, "by"));
  }

  private ObjectNode page(String next) {
    String path =
        ResourcePath.of(Kinds.IMAGE_STREAM_TAG, place.namespace(), place.name(), "history");
    String from = next.isEmpty() ? "" : "&continue=" + ResourcePath.encode(next);
    try {
      return cluster.client().json(ApiRequest.get(path + "?limit=" + PAGE + from));
    } catch (StatusException e) {
      if (String.valueOf(e.getMessage()).contains(NO_PAGE)) {
        throw CliException.error(
            "the server at "
                + cluster.selection().server()
                + " cannot roll tags back: it is another product, or an older Weir; \"weir tag"
                + " NAME@DIGEST NAME:TAG\" points a tag at an image that it was");
      }
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
