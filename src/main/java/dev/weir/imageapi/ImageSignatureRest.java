package dev.weir.imageapi;

import dev.weir.image.Signatures;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.objects.meta.MetaRules;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Signatures, which live in their images (image-api.md 6.5). */
final class ImageSignatureRest implements Rest {
  private final Rest images;

  ImageSignatureRest(Rest images) {
    this.images = images;
  }

  @Override
  public ResourceKind kind() {
    return Kinds.IMAGE_SIGNATURE;
  }

  @Override
  public long storedBytes(Scope scope, String name) {
    int at = name.indexOf('@');
    return at < 0 ? 0 : images.storedBytes(scope, name.substring(0, at));
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode object, WriteOptions options) {
    MetaRules.requireKind(kind(), object);
    Signatures.withoutVerification(object);
    List<FieldProblem> problems = Signatures.check("", object);
    String name = Meta.name(object);
    if (!problems.isEmpty()) {
      throw ApiStatus.invalid(kind(), name, problems).exception();
    }
    ObjectNode signature = object.deepCopy();
    signature.remove(List.of("apiVersion", "kind"));
    Updated _ =
        images.update(
            scope,
            name.substring(0, name.indexOf('@')),
            image -> {
              if (Signatures.named(image, name).isPresent()
                  || Signatures.sameContent(image, signature).isPresent()) {
                throw ApiStatus.alreadyExists(kind(), name).exception();
              }
              Json.ensureArray(image, "signatures").add(signature);
              return image;
            },
            options);
    object.put("apiVersion", kind().apiVersion()).put("kind", kind().kind());
    return ApiObject.of(object);
  }

  @Override
  public ObjectNode delete(Scope scope, String name, DeleteOptions options) {
    int at = name.indexOf('@');
    if (at <= 0 || at == name.length() - 1 || name.indexOf('@', at + 1) >= 0) {
      throw ApiStatus.badRequest(
              "ImageSignatures must be accessed with <imageName>@<signatureName>")
          .exception();
    }
    Updated _ =
        images.update(
            scope,
            name.substring(0, at),
            image -> {
              ObjectNode found =
                  Signatures.named(image, name)
                      .orElseThrow(() -> ApiStatus.notFound(kind(), name).exception());
              ArrayNode signatures = Json.ensureArray(image, "signatures");
              for (int i = 0; i < signatures.size(); i++) {
                if (signatures.get(i).equals(found)) {
                  signatures.remove(i);
                  break;
                }
              }
              if (signatures.isEmpty()) {
                image.remove("signatures");
              }
              return image;
            },
            new WriteOptions(options.dryRun()));
    return ApiStatus.success();
  }
}
