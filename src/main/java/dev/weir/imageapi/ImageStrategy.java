package dev.weir.imageapi;

import dev.weir.image.ImageRules;
import dev.weir.image.ImageValidation;
import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.objects.meta.NameRule;
import dev.weir.resource.FieldProblem;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Images: what they say of their manifest cannot be changed (image-api.md 6.3, 6.4, 7.5). */
final class ImageStrategy implements Strategy {
  @Override
  public NameRule nameRule() {
    return NameRule.PATH_SEGMENT;
  }

  @Override
  public void prepareForCreate(ObjectNode image) {
    ImageRules.prepareNew(image);
  }

  @Override
  public void prepareForUpdate(ObjectNode updated, ObjectNode old) {
    ImageRules.prepareUpdate(updated, old);
  }

  @Override
  public List<FieldProblem> validate(ObjectNode image) {
    return ImageValidation.check(image);
  }

  @Override
  public List<FieldProblem> validateUpdate(ObjectNode updated, ObjectNode old) {
    return ImageValidation.checkUpdate(updated, old);
  }

  @Override
  public boolean allowsUnconditionalUpdate() {
    return false;
  }

  @Override
  public boolean ownsOthers() {
    return false;
  }

  @Override
  public TableView table() {
    return ImageTables.IMAGES;
  }
}
