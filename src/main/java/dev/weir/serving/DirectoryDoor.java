package dev.weir.serving;

import dev.weir.http.Door;
import dev.weir.http.Exchange;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.MediaTypes;
import dev.weir.manifest.ReferrerDescriptor;
import dev.weir.reference.Digest;
import dev.weir.reference.TagName;
import dev.weir.registry.body.BlobBody;
import dev.weir.registry.body.BlobParts;
import dev.weir.registry.body.NotModified;
import dev.weir.registry.request.ByteRanges;
import dev.weir.registry.request.Conditions;
import dev.weir.registry.request.EntityTags;
import dev.weir.registry.request.Paging;
import dev.weir.registry.request.Refusal;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.Route;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteManifest;
import dev.weir.remote.repository.DirectoryRepository;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads of the distribution protocol (registry.md 1.3, 1.6) from a directory of images. */
final class DirectoryDoor implements Door {
  private static final Set<String> READS = Set.of("GET", "HEAD");

  private final Path directory;
  private final Consumer<String> problems;

  /**
   * @param problems is told of what nobody outside should know
   */
  DirectoryDoor(Path directory, Consumer<String> problems) {
    this.directory = directory;
    this.problems = problems;
  }

  @Override
  public void handle(Exchange http) throws IOException {
    http.setHeader("Docker-Distribution-API-Version", "2.0");
    http.setHeader("X-Content-Type-Options", "nosniff");
    try {
      serve(http);
    } catch (Refusal refusal) {
      send(http, refusal);
    } catch (RemoteException e) {
      problems.accept(http.rawPath() + ": " + e.getMessage());
      send(
          http,
          RegistryErrors.UNKNOWN.refuse("it cannot be read here; the server's output says why"));
    }
  }

  private static void send(Exchange http, Refusal refusal) throws IOException {
    if (http.isCommitted()) {
      throw new IOException(refusal.getMessage());
    }
    ObjectNode body = Json.object();
    body.putArray("errors")
        .addObject()
        .put("code", refusal.code().name())
        .put("message", refusal.getMessage());
    refusal.headers().forEach(http::setHeader);
    http.drainBody();
    http.status(refusal.status()).send("application/json", Json.bytes(body));
  }

  private void serve(Exchange http) throws IOException {
    Route route = route(http);
    if (!READS.contains(http.method())) {
      throw RegistryErrors.UNSUPPORTED
          .refuse("this registry can only be read")
          .header("Allow", "GET, HEAD");
    }
    switch (route.kind()) {
      case HEALTH -> http.setHeader("Location", "/v2/").status(307).send("text/plain", new byte[0]);
      case PING -> http.status(200).send("application/json", Json.bytes(Json.object()));
      case MANIFEST -> manifest(http, repository(http, route), route.reference());
      case BLOB -> blob(http, repository(http, route), digest(route.reference()));
      case TAGS -> tags(http, repository(http, route), route.repository());
      case REFERRERS -> referrers(http, repository(http, route), digest(route.reference()));
      default -> throw RegistryErrors.UNSUPPORTED.refuse(404, "this registry has no such path");
    }
  }

  private static Route route(Exchange http) {
    try {
      return Route.of(http.rawPath())
          .orElseThrow(() -> RegistryErrors.UNSUPPORTED.refuse(404, "no such path"));
    } catch (IllegalArgumentException _) {
      throw RegistryErrors.UNSUPPORTED.refuse(404, "no such path");
    }
  }

  private DirectoryRepository repository(Exchange http, Route route) {
    try {
      return new DirectoryRepository(directory, route.repository());
    } catch (IllegalArgumentException e) {
      int status = http.method().equals("HEAD") ? 404 : RegistryErrors.NAME_INVALID.status();
      throw RegistryErrors.NAME_INVALID.refuse(status, e.getMessage());
    }
  }

  private static Digest digest(String text) {
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      throw RegistryErrors.DIGEST_INVALID.refuse("\"" + text + "\": " + e.getMessage());
    }
  }

  private static void manifest(Exchange http, DirectoryRepository repository, String reference)
      throws IOException {
    if (reference.indexOf(':') >= 0) {
      var _ = digest(reference);
    } else if (!TagName.isValid(reference)) {
      throw unknownManifest(reference);
    }
    RemoteManifest manifest;
    try {
      manifest = repository.manifest(reference);
    } catch (RemoteException e) {
      if (e.kind() == RemoteException.Kind.MANIFEST_UNKNOWN) {
        throw unknownManifest(reference);
      }
      throw e;
    }
    if (isWanted(http, manifest.digest())) {
      http.status(200).send(manifest.mediaType(), manifest.bytes());
    }
  }

  private static Refusal unknownManifest(String reference) {
    return RegistryErrors.MANIFEST_UNKNOWN.refuse("there is no manifest " + reference);
  }

  /** Says what it is; false if the client has it, or wants something else, and was told so. */
  private static boolean isWanted(Exchange http, Digest digest) throws IOException {
    return switch (Conditions.of(http).on(digest)) {
      case NOT_MODIFIED -> {
        NotModified.send(http, digest);
        yield false;
      }
      case FAILED -> throw Conditions.failed(digest);
      case GO_ON -> {
        http.setHeader("ETag", EntityTags.of(digest));
        http.setHeader("Docker-Content-Digest", digest.toString());
        yield true;
      }
    };
  }

  private static void blob(Exchange http, DirectoryRepository repository, Digest digest)
      throws IOException {
    try (FileChannel file =
        repository
            .file(digest)
            .orElseThrow(() -> RegistryErrors.BLOB_UNKNOWN.refuse("there is no blob " + digest))) {
      FileBlob blob = new FileBlob(file, file.size());
      if (isWanted(http, digest)) {
        http.setHeader("Cache-Control", "max-age=31536000");
        send(http, blob, Conditions.of(http).ranges(digest, blob.size()));
      }
    }
  }

  private static void send(Exchange http, FileBlob blob, ByteRanges ranges) throws IOException {
    long size = blob.size();
    switch (ranges) {
      case ByteRanges.Whole _ -> {
        if (begin(http, 200, BlobBody.CONTENT_TYPE, size)) {
          BlobBody.send(blob, 0, size, http);
        }
      }
      case ByteRanges.Parts(List<ByteRanges.Part> parts) when parts.size() == 1 -> {
        ByteRanges.Part part = parts.getFirst();
        http.setHeader("Content-Range", part.contentRange(size));
        if (begin(http, 206, BlobBody.CONTENT_TYPE, part.length())) {
          BlobBody.send(blob, part.start(), part.length(), http);
        }
      }
      case ByteRanges.Parts parts -> {
        BlobParts several = new BlobParts(blob, parts);
        if (begin(http, 206, several.contentType(), several.length())) {
          several.send(http);
        }
      }
      case ByteRanges.Unsatisfiable _ ->
          throw RegistryErrors.RANGE_INVALID
              .refuse("the blob has " + size + " bytes")
              .header("Content-Range", "bytes */" + size);
    }
  }

  /** Sets the headers; false if nothing else is wanted. */
  private static boolean begin(Exchange http, int status, String type, long length) {
    http.setHeader("Accept-Ranges", "bytes").setHeader("Content-Type", type);
    http.setHeader("Content-Length", Long.toString(length)).status(status);
    return !http.method().equals("HEAD");
  }

  private static void tags(Exchange http, DirectoryRepository repository, String name)
      throws IOException {
    List<String> all;
    try {
      all = repository.tags();
    } catch (RemoteException e) {
      if (e.kind() == RemoteException.Kind.REPOSITORY_UNKNOWN) {
        throw RegistryErrors.NAME_UNKNOWN.refuse("there is no repository " + name);
      }
      throw e;
    }
    String last = http.query("last");
    int count = Paging.count(http, Integer.MAX_VALUE, Integer.MAX_VALUE);
    List<String> rest = all.stream().filter(tag -> tag.compareTo(last) > 0).toList();
    List<String> page = rest.subList(0, Math.min(count, rest.size()));
    if (page.size() < rest.size() && !page.isEmpty()) {
      Paging.next(http, "/v2/" + name + "/tags/list", count, page.getLast());
    }
    ObjectNode body = Json.object().put("name", name);
    ArrayNode list = body.putArray("tags");
    page.forEach(list::add);
    http.status(200).send("application/json", Json.bytes(body));
  }

  private static void referrers(Exchange http, DirectoryRepository repository, Digest subject)
      throws IOException {
    String wanted = http.query("artifactType");
    ObjectNode body = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    ArrayNode list = body.putArray("manifests");
    for (Descriptor descriptor : repository.referrers(subject)) {
      if (wanted.isEmpty() || descriptor.artifactType().equals(wanted)) {
        list.add(Json.parse(ReferrerDescriptor.encode(descriptor)));
      }
    }
    if (!wanted.isEmpty()) {
      http.setHeader("OCI-Filters-Applied", "artifactType");
    }
    http.status(200).send(MediaTypes.OCI_INDEX, Json.bytes(body));
  }
}
