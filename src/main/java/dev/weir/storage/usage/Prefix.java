package dev.weir.storage.usage;

import dev.weir.blob.file.FileBlobStore;
import dev.weir.blob.file.Inspection;
import dev.weir.objects.value.ObjectKey;
import dev.weir.pullthrough.mirror.Mirrors;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Kinds;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A digest that is given by its beginning, among blobs, Images, and links of what is lost. */
final class Prefix {
  private static final int TOLD = 5;
  private static final int MOST = 100;
  private static final int SHELF = 2;
  private static final Pattern FORM =
      Pattern.compile("(?:(?<algorithm>sha256|sha512):)?(?<hex>[0-9a-f]{2,128})");

  private final Store store;
  private final List<FileBlobStore> blobs;
  private final Mirrors mirrors;
  private final Repositories repositories;

  Prefix(Store store, List<FileBlobStore> blobs, Mirrors mirrors, Repositories repositories) {
    this.repositories = repositories;
    this.store = store;
    this.blobs = List.copyOf(blobs);
    this.mirrors = mirrors;
  }

  /**
   * The one digest that begins so.
   *
   * @throws dev.weir.resource.StatusException 404; 400 if several do, or the text is none
   */
  Digest find(String text) throws IOException {
    if (Digest.tryParse(text).isPresent()) {
      return Digest.parse(text);
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw ApiStatus.badRequest(
              "\"" + text + "\" is no digest, such as sha256:4bf5…, and no beginning of one")
          .exception();
    }
    Set<String> found = new TreeSet<>();
    String hex = form.group("hex");
    Optional<Digest> whole = whole(hex, algorithms(form.group("algorithm")));
    if (whole.isPresent()) {
      return whole.get(); // what is lost is asked for as well
    }
    for (String algorithm : algorithms(form.group("algorithm"))) {
      add(found, algorithm + ":" + hex);
    }
    if (found.isEmpty()) {
      for (String algorithm : algorithms(form.group("algorithm"))) {
        addLinked(found, algorithm + ":" + hex);
      }
    }
    if (found.isEmpty()) {
      throw ApiStatus.notFound("nothing that is stored here begins with " + text).exception();
    }
    if (found.size() > 1) {
      throw ApiStatus.badRequest(
              "%s begins %d digests: %s%s; give more of it"
                  .formatted(
                      text,
                      found.size(),
                      String.join(", ", found.stream().limit(TOLD).toList()),
                      found.size() > TOLD ? ", …" : ""))
          .exception();
    }
    return Digest.parse(found.iterator().next());
  }

  private static Optional<Digest> whole(String hex, List<String> algorithms) {
    return algorithms.stream()
        .flatMap(algorithm -> Digest.tryParse(algorithm + ":" + hex).stream())
        .findFirst();
  }

  /** What links name and is not here: it is lost. */
  private void addLinked(Set<String> found, String start) {
    for (StreamName name : repositories.names("")) {
      String links = Repositories.LINKS + name + "/";
      add(
          found,
          start,
          store.range(RangeQuery.some(links + start, "", MOST)).entries().stream()
              .map(Entry::key)
              .map(key -> key.substring(links.length())));
    }
  }

  private static List<String> algorithms(@Nullable String named) {
    return named == null ? List.of("sha256", "sha512") : List.of(named);
  }

  private void add(Set<String> found, String start) throws IOException {
    String shelf = start.substring(start.indexOf(':') + 1).substring(0, SHELF);
    for (FileBlobStore files : blobs) {
      Inspection looked = files.inspection();
      add(found, start, looked.shelf(shelf).blobs().stream().map(Digest::toString));
    }
    String images = ObjectKey.prefix(Kinds.IMAGE, "");
    add(
        found,
        start,
        store.range(RangeQuery.some(images + start, "", MOST)).entries().stream()
            .map(Entry::key)
            .map(key -> key.substring(images.length())));
    add(found, start, mirrors.kept().map(kept -> kept.digest().toString()));
  }

  private static void add(Set<String> found, String start, Stream<String> digests) {
    digests.filter(digest -> digest.startsWith(start)).limit(MOST).forEach(found::add);
  }
}
