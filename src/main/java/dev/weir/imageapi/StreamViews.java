package dev.weir.imageapi;

import dev.weir.image.Images;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.StreamJson;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.streams.Claims;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.StoredImages;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Reads bodies into streams, and shows streams and views with the registry's real host. */
final class StreamViews {
  private final StoredImages images;
  private final Claims claims;
  private final PublishedHost host;

  StreamViews(StoredImages images, Claims claims, PublishedHost host) {
    this.images = images;
    this.claims = claims;
    this.host = host;
  }

  /** A stream as it was written at a revision. */
  ApiObject stream(ImageStream whole, long revision) {
    byte[] encoded = ApiObject.encode(StreamJson.write(whole));
    return revision == 0
        ? ApiObject.of(Json.parseObject(host.fill(encoded)))
        : ApiObject.stored(host.fill(encoded), revision);
  }

  /** Any tree that may name the registry. */
  ObjectNode filled(ObjectNode view) {
    return Json.parseObject(host.fill(Json.bytes(view)));
  }

  /**
   * The stored Image as a stream may show it: nothing but its name, if it has it by somebody's word
   * only, and by now the image itself has come to the server or the Image is what others said.
   */
  Optional<ObjectNode> image(StreamName stream, String name) {
    return image(name).map(image -> mayShow(stream, name, image) ? image : Images.named(name));
  }

  private boolean mayShow(StreamName stream, String name, ObjectNode image) {
    Optional<Claims.Word> word = claims.find(stream, name);
    return word.isEmpty() || (Images.isClaimed(image) && word.get().shows(Meta.uid(image)));
  }

  /** The stored Image, as it is stored. */
  Optional<ObjectNode> image(String name) {
    return images.find(name);
  }

  /** A stored pull spec with the registry's real host. */
  String fill(String pullSpec) {
    return host.fill(pullSpec);
  }

  /** A client's pull spec as it is stored. */
  String strip(String pullSpec) {
    return host.strip(pullSpec);
  }

  /**
   * Reads a stream that a client sent.
   *
   * @throws dev.weir.resource.StatusException 400 if a member has the wrong type
   */
  static ImageStream read(ObjectNode body) {
    try {
      return StreamJson.read(body);
    } catch (IllegalArgumentException e) {
      throw ApiStatus.badRequest("ImageStream in the request cannot be read: " + e.getMessage())
          .exception();
    }
  }
}
