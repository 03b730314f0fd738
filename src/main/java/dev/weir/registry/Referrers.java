package dev.weir.registry;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.MediaTypes;
import dev.weir.pullthrough.stream.Arrival;
import dev.weir.pullthrough.stream.Came;
import dev.weir.pullthrough.stream.PullThrough;
import dev.weir.pullthrough.stream.PullThroughException;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.Reference;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.resource.Json;
import dev.weir.streams.RepositoryLinks;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /v2/<name>/referrers/<digest>} (registry.md 1.6): manifests of the repository whose
 * subject that is, those that older clients listed under the fallback tag, and, of an image of
 * another registry, those that are there.
 */
final class Referrers implements Action.OnRepository {
  private final RepositoryContent content;
  private final RepositoryLinks links;
  private final PullThrough through;

  Referrers(RepositoryContent content, RepositoryLinks links, PullThrough through) {
    this.content = content;
    this.links = links;
    this.through = through;
  }

  @Override
  public void serve(RepositoryCall call) throws IOException {
    Digest subject = call.digest();
    Map<Digest, Descriptor> found = new LinkedHashMap<>();
    collectLinked(call.repository(), subject, found);
    collectFallback(call.repository(), subject, found);
    collectElsewhere(call, subject, found);
    String wanted = call.http().query("artifactType");
    ObjectNode index = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    var list = index.putArray("manifests");
    for (Descriptor descriptor : found.values()) {
      if (wanted.isEmpty() || wanted.equals(descriptor.artifactType())) {
        list.add(encode(descriptor));
      }
    }
    if (!wanted.isEmpty()) {
      call.http().setHeader("OCI-Filters-Applied", "artifactType");
    }
    call.http().status(200).send(MediaTypes.OCI_INDEX, Json.bytes(index));
  }

  private void collectLinked(StreamName repository, Digest subject, Map<Digest, Descriptor> found)
      throws IOException {
    for (Digest digest : links.referrers(repository, subject)) {
      content
          .manifest(repository, new Reference.Exact(digest))
          .ifPresent(came -> found.put(digest, describe(came.content())));
    }
  }

  /** What is known here is given, whatever becomes of the question elsewhere. */
  private void collectElsewhere(
      RepositoryCall call, Digest subject, Map<Digest, Descriptor> found) {
    try {
      Came<List<Descriptor>> more = through.referrers(call.repository(), subject);
      more.content().forEach(one -> found.putIfAbsent(one.digest(), one));
      ThroughWords.tell(call.http(), more.how());
    } catch (PullThroughException e) {
      if (found.isEmpty()) {
        throw ThroughWords.refusal(e, RegistryErrors.MANIFEST_UNKNOWN);
      }
      String why = String.valueOf(e.getMessage());
      ThroughWords.tell(call.http(), new Arrival.Stale(why, Duration.ZERO));
    }
  }

  private void collectFallback(StreamName repository, Digest subject, Map<Digest, Descriptor> found)
      throws IOException {
    String tag = subject.algorithm() + "-" + cut(subject.hex());
    content
        .manifest(repository, new Reference.Tag(tag))
        .map(came -> came.content().manifest())
        .ifPresent(
            manifest -> {
              if (manifest instanceof Manifest.IndexManifest index) {
                index.manifests().forEach(d -> found.putIfAbsent(d.digest(), d));
              }
            });
  }

  private static String cut(String hex) {
    return hex.substring(0, Math.min(64, hex.length()));
  }

  private static Descriptor describe(StoredManifest stored) {
    Manifest manifest = stored.manifest();
    String type = manifest.artifactType();
    if (type.isEmpty() && manifest instanceof Manifest.ImageManifest image) {
      type = image.config().mediaType();
    }
    return new Descriptor(
        stored.mediaType(),
        stored.digest(),
        stored.size(),
        Optional.empty(),
        List.of(),
        type,
        manifest.annotations());
  }

  private static ObjectNode encode(Descriptor descriptor) {
    ObjectNode node = Json.object();
    node.put("mediaType", descriptor.mediaType());
    node.put("digest", descriptor.digest().toString());
    node.put("size", descriptor.size());
    if (!descriptor.artifactType().isEmpty()) {
      node.put("artifactType", descriptor.artifactType());
    }
    if (!descriptor.annotations().isEmpty()) {
      ObjectNode annotations = node.putObject("annotations");
      descriptor.annotations().forEach(annotations::put);
    }
    return node;
  }
}
