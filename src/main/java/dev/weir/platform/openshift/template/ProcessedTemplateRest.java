package dev.weir.platform.openshift.template;

import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.template.Templates;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code processedtemplates}: answers a template with the same one filled in, and stores nothing.
 */
final class ProcessedTemplateRest implements Rest {
  private final Templates templates;
  private final TemplateStrategy strategy;

  ProcessedTemplateRest(Templates templates, TemplateStrategy strategy) {
    this.templates = templates;
    this.strategy = strategy;
  }

  @Override
  public ResourceKind kind() {
    return Kinds.PROCESSED_TEMPLATE;
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode template, WriteOptions options) {
    List<FieldProblem> problems = strategy.validate(template);
    if (!problems.isEmpty()) {
      throw ApiStatus.invalid(Kinds.TEMPLATE, Meta.name(template), problems).exception();
    }
    return ApiObject.of(templates.filled(template));
  }
}
