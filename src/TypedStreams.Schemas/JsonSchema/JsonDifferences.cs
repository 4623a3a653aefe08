namespace TypedStreams.Schemas.JsonSchema;

/// <summary>What may differ between two JSON Schemas, by the names of Confluent's registry.</summary>
public static class JsonDifferences
{
    /// <summary>The identifier is another one. Compatible.</summary>
    public const string IdChanged = "ID_CHANGED";

    /// <summary>The description is another one. Compatible.</summary>
    public const string DescriptionChanged = "DESCRIPTION_CHANGED";

    /// <summary>The title is another one. Compatible.</summary>
    public const string TitleChanged = "TITLE_CHANGED";

    /// <summary>The default is another one. Compatible.</summary>
    public const string DefaultChanged = "DEFAULT_CHANGED";

    /// <summary>A schema is there that was not. Incompatible.</summary>
    public const string SchemaAdded = "SCHEMA_ADDED";

    /// <summary>A schema is gone, so that everything goes. Compatible.</summary>
    public const string SchemaRemoved = "SCHEMA_REMOVED";

    /// <summary>integer became number. Compatible.</summary>
    public const string TypeExtended = "TYPE_EXTENDED";

    /// <summary>number became integer. Incompatible.</summary>
    public const string TypeNarrowed = "TYPE_NARROWED";

    /// <summary>The schema is of another type. Incompatible.</summary>
    public const string TypeChanged = "TYPE_CHANGED";

    /// <summary>A limit of the longest string is new. Incompatible.</summary>
    public const string MaxLengthAdded = "MAX_LENGTH_ADDED";

    /// <summary>The limit of the longest string is gone. Compatible.</summary>
    public const string MaxLengthRemoved = "MAX_LENGTH_REMOVED";

    /// <summary>The limit of the longest string is larger. Compatible.</summary>
    public const string MaxLengthIncreased = "MAX_LENGTH_INCREASED";

    /// <summary>The limit of the longest string is smaller. Incompatible.</summary>
    public const string MaxLengthDecreased = "MAX_LENGTH_DECREASED";

    /// <summary>A limit of the shortest string is new. Incompatible.</summary>
    public const string MinLengthAdded = "MIN_LENGTH_ADDED";

    /// <summary>The limit of the shortest string is gone. Compatible.</summary>
    public const string MinLengthRemoved = "MIN_LENGTH_REMOVED";

    /// <summary>The limit of the shortest string is larger. Incompatible.</summary>
    public const string MinLengthIncreased = "MIN_LENGTH_INCREASED";

    /// <summary>The limit of the shortest string is smaller. Compatible.</summary>
    public const string MinLengthDecreased = "MIN_LENGTH_DECREASED";

    /// <summary>A pattern is new. Incompatible.</summary>
    public const string PatternAdded = "PATTERN_ADDED";

    /// <summary>The pattern is gone. Compatible.</summary>
    public const string PatternRemoved = "PATTERN_REMOVED";

    /// <summary>The pattern is another one. Incompatible.</summary>
    public const string PatternChanged = "PATTERN_CHANGED";

    /// <summary>A limit of the largest number is new. Incompatible.</summary>
    public const string MaximumAdded = "MAXIMUM_ADDED";

    /// <summary>The limit of the largest number is gone. Compatible.</summary>
    public const string MaximumRemoved = "MAXIMUM_REMOVED";

    /// <summary>The limit of the largest number is larger. Compatible.</summary>
    public const string MaximumIncreased = "MAXIMUM_INCREASED";

    /// <summary>The limit of the largest number is smaller. Incompatible.</summary>
    public const string MaximumDecreased = "MAXIMUM_DECREASED";

    /// <summary>A limit of the smallest number is new. Incompatible.</summary>
    public const string MinimumAdded = "MINIMUM_ADDED";

    /// <summary>The limit of the smallest number is gone. Compatible.</summary>
    public const string MinimumRemoved = "MINIMUM_REMOVED";

    /// <summary>The limit of the smallest number is larger. Incompatible.</summary>
    public const string MinimumIncreased = "MINIMUM_INCREASED";

    /// <summary>The limit of the smallest number is smaller. Compatible.</summary>
    public const string MinimumDecreased = "MINIMUM_DECREASED";

    /// <summary>A limit of numbers from above is new. Incompatible.</summary>
    public const string ExclusiveMaximumAdded = "EXCLUSIVE_MAXIMUM_ADDED";

    /// <summary>The limit of numbers from above is gone. Compatible.</summary>
    public const string ExclusiveMaximumRemoved = "EXCLUSIVE_MAXIMUM_REMOVED";

    /// <summary>The limit of numbers from above is larger. Compatible.</summary>
    public const string ExclusiveMaximumIncreased = "EXCLUSIVE_MAXIMUM_INCREASED";

    /// <summary>The limit of numbers from above is smaller. Incompatible.</summary>
    public const string ExclusiveMaximumDecreased = "EXCLUSIVE_MAXIMUM_DECREASED";

    /// <summary>A limit of numbers from below is new. Incompatible.</summary>
    public const string ExclusiveMinimumAdded = "EXCLUSIVE_MINIMUM_ADDED";

    /// <summary>The limit of numbers from below is gone. Compatible.</summary>
    public const string ExclusiveMinimumRemoved = "EXCLUSIVE_MINIMUM_REMOVED";

    /// <summary>The limit of numbers from below is larger. Incompatible.</summary>
    public const string ExclusiveMinimumIncreased = "EXCLUSIVE_MINIMUM_INCREASED";

    /// <summary>The limit of numbers from below is smaller. Compatible.</summary>
    public const string ExclusiveMinimumDecreased = "EXCLUSIVE_MINIMUM_DECREASED";

    /// <summary>A divisor is new. Incompatible.</summary>
    public const string MultipleOfAdded = "MULTIPLE_OF_ADDED";

    /// <summary>The divisor is gone. Compatible.</summary>
    public const string MultipleOfRemoved = "MULTIPLE_OF_REMOVED";

    /// <summary>The new divisor is a multiple of the old one. Incompatible.</summary>
    public const string MultipleOfExpanded = "MULTIPLE_OF_EXPANDED";

    /// <summary>The new divisor divides the old one. Compatible.</summary>
    public const string MultipleOfReduced = "MULTIPLE_OF_REDUCED";

    /// <summary>Neither divisor divides the other. Incompatible.</summary>
    public const string MultipleOfChanged = "MULTIPLE_OF_CHANGED";

    /// <summary>A property became required. Incompatible.</summary>
    public const string RequiredAttributeAdded = "REQUIRED_ATTRIBUTE_ADDED";

    /// <summary>A property with a default became required. Compatible.</summary>
    public const string RequiredAttributeWithDefaultAdded = "REQUIRED_ATTRIBUTE_WITH_DEFAULT_ADDED";

    /// <summary>A property is required no longer. Compatible.</summary>
    public const string RequiredAttributeRemoved = "REQUIRED_ATTRIBUTE_REMOVED";

    /// <summary>A limit of the most properties is new. Incompatible.</summary>
    public const string MaxPropertiesAdded = "MAX_PROPERTIES_ADDED";

    /// <summary>The limit of the most properties is gone. Compatible.</summary>
    public const string MaxPropertiesRemoved = "MAX_PROPERTIES_REMOVED";

    /// <summary>The limit of the most properties is larger. Compatible.</summary>
    public const string MaxPropertiesIncreased = "MAX_PROPERTIES_INCREASED";

    /// <summary>The limit of the most properties is smaller. Incompatible.</summary>
    public const string MaxPropertiesDecreased = "MAX_PROPERTIES_DECREASED";

    /// <summary>A limit of the fewest properties is new. Incompatible.</summary>
    public const string MinPropertiesAdded = "MIN_PROPERTIES_ADDED";

    /// <summary>The limit of the fewest properties is gone. Compatible.</summary>
    public const string MinPropertiesRemoved = "MIN_PROPERTIES_REMOVED";

    /// <summary>The limit of the fewest properties is larger. Incompatible.</summary>
    public const string MinPropertiesIncreased = "MIN_PROPERTIES_INCREASED";

    /// <summary>The limit of the fewest properties is smaller. Compatible.</summary>
    public const string MinPropertiesDecreased = "MIN_PROPERTIES_DECREASED";

    /// <summary>Properties without a name are allowed now. Compatible.</summary>
    public const string AdditionalPropertiesAdded = "ADDITIONAL_PROPERTIES_ADDED";

    /// <summary>Properties without a name are allowed no longer. Incompatible.</summary>
    public const string AdditionalPropertiesRemoved = "ADDITIONAL_PROPERTIES_REMOVED";

    /// <summary>Properties without a name may be more. Compatible.</summary>
    public const string AdditionalPropertiesExtended = "ADDITIONAL_PROPERTIES_EXTENDED";

    /// <summary>Properties without a name may be less. Incompatible.</summary>
    public const string AdditionalPropertiesNarrowed = "ADDITIONAL_PROPERTIES_NARROWED";

    /// <summary>A list of properties that another needs is new. Incompatible.</summary>
    public const string DependencyArrayAdded = "DEPENDENCY_ARRAY_ADDED";

    /// <summary>A list of properties that another needs is gone. Compatible.</summary>
    public const string DependencyArrayRemoved = "DEPENDENCY_ARRAY_REMOVED";

    /// <summary>A property needs more others. Incompatible.</summary>
    public const string DependencyArrayExtended = "DEPENDENCY_ARRAY_EXTENDED";

    /// <summary>A property needs fewer others. Compatible.</summary>
    public const string DependencyArrayNarrowed = "DEPENDENCY_ARRAY_NARROWED";

    /// <summary>A property needs other ones. Incompatible.</summary>
    public const string DependencyArrayChanged = "DEPENDENCY_ARRAY_CHANGED";

    /// <summary>A schema that a property brings is new. Incompatible.</summary>
    public const string DependencySchemaAdded = "DEPENDENCY_SCHEMA_ADDED";

    /// <summary>A schema that a property brings is gone. Compatible.</summary>
    public const string DependencySchemaRemoved = "DEPENDENCY_SCHEMA_REMOVED";

    /// <summary>A required property is described that could be anything before. Incompatible.</summary>
    public const string RequiredPropertyAddedToOpenContentModel = "REQUIRED_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL";

    /// <summary>A required property with a default is described. Compatible when lenient.</summary>
    public const string RequiredPropertyWithDefaultAddedToOpenContentModel =
        "REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN_CONTENT_MODEL";

    /// <summary>A property is described that could be anything before. Compatible when lenient.</summary>
    public const string OptionalPropertyAddedToOpenContentModel = "OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL";

    /// <summary>A property is described that may still be anything. Compatible.</summary>
    public const string PropertyWithEmptySchemaAddedToOpenContentModel =
        "PROPERTY_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL";

    /// <summary>A required property is new. Incompatible.</summary>
    public const string RequiredPropertyAddedToUnopenContentModel = "REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL";

    /// <summary>A required property with a default is new. Compatible.</summary>
    public const string RequiredPropertyWithDefaultAddedToUnopenContentModel =
        "REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_UNOPEN_CONTENT_MODEL";

    /// <summary>An optional property is new. Compatible.</summary>
    public const string OptionalPropertyAddedToUnopenContentModel = "OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL";

    /// <summary>A property is not described any more and may be anything. Compatible.</summary>
    public const string PropertyRemovedFromOpenContentModel = "PROPERTY_REMOVED_FROM_OPEN_CONTENT_MODEL";

    /// <summary>A property that could never be is not described any more. Compatible.</summary>
    public const string PropertyWithFalseRemovedFromClosedContentModel =
        "PROPERTY_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL";

    /// <summary>A property is not allowed any more. Incompatible.</summary>
    public const string PropertyRemovedFromClosedContentModel = "PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL";

    /// <summary>A property is gone, and what covers its name takes it. Compatible.</summary>
    public const string PropertyRemovedIsCoveredByPartiallyOpenContentModel =
        "PROPERTY_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL";

    /// <summary>A property is gone, and what covers its name does not take it. Incompatible.</summary>
    public const string PropertyRemovedNotCoveredByPartiallyOpenContentModel =
        "PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL";

    /// <summary>A property is new and takes what its name could hold before. Compatible.</summary>
    public const string PropertyAddedIsCoveredByPartiallyOpenContentModel =
        "PROPERTY_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL";

    /// <summary>A property is new and does not take what its name could hold before. Incompatible.</summary>
    public const string PropertyAddedNotCoveredByPartiallyOpenContentModel =
        "PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL";

    /// <summary>Properties that no other keyword looks at are allowed now. Compatible.</summary>
    public const string UnevaluatedPropertiesAdded = "UNEVALUATED_PROPERTIES_ADDED";

    /// <summary>Properties that no other keyword looks at are allowed no longer. Incompatible unless lenient.</summary>
    public const string UnevaluatedPropertiesRemoved = "UNEVALUATED_PROPERTIES_REMOVED";

    /// <summary>Properties that no other keyword looks at may be more. Compatible.</summary>
    public const string UnevaluatedPropertiesExtended = "UNEVALUATED_PROPERTIES_EXTENDED";

    /// <summary>Properties that no other keyword looks at may be less. Incompatible unless lenient.</summary>
    public const string UnevaluatedPropertiesNarrowed = "UNEVALUATED_PROPERTIES_NARROWED";

    /// <summary>A limit of the most items is new. Incompatible.</summary>
    public const string MaxItemsAdded = "MAX_ITEMS_ADDED";

    /// <summary>The limit of the most items is gone. Compatible.</summary>
    public const string MaxItemsRemoved = "MAX_ITEMS_REMOVED";

    /// <summary>The limit of the most items is larger. Compatible.</summary>
    public const string MaxItemsIncreased = "MAX_ITEMS_INCREASED";

    /// <summary>The limit of the most items is smaller. Incompatible.</summary>
    public const string MaxItemsDecreased = "MAX_ITEMS_DECREASED";

    /// <summary>A limit of the fewest items is new. Incompatible.</summary>
    public const string MinItemsAdded = "MIN_ITEMS_ADDED";

    /// <summary>The limit of the fewest items is gone. Compatible.</summary>
    public const string MinItemsRemoved = "MIN_ITEMS_REMOVED";

    /// <summary>The limit of the fewest items is larger. Incompatible.</summary>
    public const string MinItemsIncreased = "MIN_ITEMS_INCREASED";

    /// <summary>The limit of the fewest items is smaller. Compatible.</summary>
    public const string MinItemsDecreased = "MIN_ITEMS_DECREASED";

    /// <summary>A limit of the most items that a schema fits is new. Incompatible.</summary>
    public const string MaxContainsAdded = "MAX_CONTAINS_ADDED";

    /// <summary>The limit of the most items that a schema fits is gone. Compatible.</summary>
    public const string MaxContainsRemoved = "MAX_CONTAINS_REMOVED";

    /// <summary>The limit of the most items that a schema fits is larger. Compatible.</summary>
    public const string MaxContainsIncreased = "MAX_CONTAINS_INCREASED";

    /// <summary>The limit of the most items that a schema fits is smaller. Incompatible.</summary>
    public const string MaxContainsDecreased = "MAX_CONTAINS_DECREASED";

    /// <summary>A limit of the fewest items that a schema fits is new. Incompatible.</summary>
    public const string MinContainsAdded = "MIN_CONTAINS_ADDED";

    /// <summary>The limit of the fewest items that a schema fits is gone. Compatible.</summary>
    public const string MinContainsRemoved = "MIN_CONTAINS_REMOVED";

    /// <summary>The limit of the fewest items that a schema fits is larger. Incompatible.</summary>
    public const string MinContainsIncreased = "MIN_CONTAINS_INCREASED";

    /// <summary>The limit of the fewest items that a schema fits is smaller. Compatible.</summary>
    public const string MinContainsDecreased = "MIN_CONTAINS_DECREASED";

    /// <summary>Items must differ now. Incompatible.</summary>
    public const string UniqueItemsAdded = "UNIQUE_ITEMS_ADDED";

    /// <summary>Items need not differ any more. Compatible.</summary>
    public const string UniqueItemsRemoved = "UNIQUE_ITEMS_REMOVED";

    /// <summary>Items behind the tuple are allowed now. Compatible.</summary>
    public const string AdditionalItemsAdded = "ADDITIONAL_ITEMS_ADDED";

    /// <summary>Items behind the tuple are allowed no longer. Incompatible.</summary>
    public const string AdditionalItemsRemoved = "ADDITIONAL_ITEMS_REMOVED";

    /// <summary>Items behind the tuple may be more. Compatible.</summary>
    public const string AdditionalItemsExtended = "ADDITIONAL_ITEMS_EXTENDED";

    /// <summary>Items behind the tuple may be less. Incompatible.</summary>
    public const string AdditionalItemsNarrowed = "ADDITIONAL_ITEMS_NARROWED";

    /// <summary>Items that no other keyword looks at are allowed now. Compatible.</summary>
    public const string UnevaluatedItemsAdded = "UNEVALUATED_ITEMS_ADDED";

    /// <summary>Items that no other keyword looks at are allowed no longer. Incompatible.</summary>
    public const string UnevaluatedItemsRemoved = "UNEVALUATED_ITEMS_REMOVED";

    /// <summary>Items that no other keyword looks at may be more. Compatible.</summary>
    public const string UnevaluatedItemsExtended = "UNEVALUATED_ITEMS_EXTENDED";

    /// <summary>Items that no other keyword looks at may be less. Incompatible.</summary>
    public const string UnevaluatedItemsNarrowed = "UNEVALUATED_ITEMS_NARROWED";

    /// <summary>An item is described that could be anything before. Incompatible.</summary>
    public const string ItemAddedToOpenContentModel = "ITEM_ADDED_TO_OPEN_CONTENT_MODEL";

    /// <summary>An item is described that may still be anything. Compatible.</summary>
    public const string ItemWithEmptySchemaAddedToOpenContentModel =
        "ITEM_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL";

    /// <summary>An item is new behind the last one. Compatible.</summary>
    public const string ItemAddedToClosedContentModel = "ITEM_ADDED_TO_CLOSED_CONTENT_MODEL";

    /// <summary>An item is not described any more and may be anything. Compatible.</summary>
    public const string ItemRemovedFromOpenContentModel = "ITEM_REMOVED_FROM_OPEN_CONTENT_MODEL";

    /// <summary>An item that could never be is not described any more. Compatible.</summary>
    public const string ItemWithFalseRemovedFromClosedContentModel =
        "ITEM_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL";

    /// <summary>An item is not allowed any more. Incompatible.</summary>
    public const string ItemRemovedFromClosedContentModel = "ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL";

    /// <summary>An item is gone, and what follows the tuple takes it. Compatible.</summary>
    public const string ItemRemovedIsCoveredByPartiallyOpenContentModel =
        "ITEM_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL";

    /// <summary>An item is gone, and what follows the tuple does not take it. Incompatible.</summary>
    public const string ItemRemovedNotCoveredByPartiallyOpenContentModel =
        "ITEM_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL";

    /// <summary>An item is new and takes what could stand there before. Compatible.</summary>
    public const string ItemAddedIsCoveredByPartiallyOpenContentModel =
        "ITEM_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL";

    /// <summary>An item is new and does not take what could stand there before. Incompatible.</summary>
    public const string ItemAddedNotCoveredByPartiallyOpenContentModel =
        "ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL";

    /// <summary>More values are allowed. Compatible.</summary>
    public const string EnumArrayExtended = "ENUM_ARRAY_EXTENDED";

    /// <summary>Fewer values are allowed. Incompatible.</summary>
    public const string EnumArrayNarrowed = "ENUM_ARRAY_NARROWED";

    /// <summary>Other values are allowed. Incompatible.</summary>
    public const string EnumArrayChanged = "ENUM_ARRAY_CHANGED";

    /// <summary>Another combination that takes more. Compatible.</summary>
    public const string CombinedTypeExtended = "COMBINED_TYPE_EXTENDED";

    /// <summary>Another combination. Incompatible.</summary>
    public const string CombinedTypeChanged = "COMBINED_TYPE_CHANGED";

    /// <summary>allOf has more parts. Incompatible.</summary>
    public const string ProductTypeExtended = "PRODUCT_TYPE_EXTENDED";

    /// <summary>allOf has fewer parts. Compatible.</summary>
    public const string ProductTypeNarrowed = "PRODUCT_TYPE_NARROWED";

    /// <summary>anyOf or oneOf has more parts. Compatible.</summary>
    public const string SumTypeExtended = "SUM_TYPE_EXTENDED";

    /// <summary>anyOf or oneOf has fewer parts. Incompatible.</summary>
    public const string SumTypeNarrowed = "SUM_TYPE_NARROWED";

    /// <summary>Parts of a combination find no part that fits. Incompatible.</summary>
    public const string CombinedTypeSubschemasChanged = "COMBINED_TYPE_SUBSCHEMAS_CHANGED";

    /// <summary>What is excluded is more. Incompatible.</summary>
    public const string NotTypeExtended = "NOT_TYPE_EXTENDED";

    /// <summary>What is excluded is less. Compatible.</summary>
    public const string NotTypeNarrowed = "NOT_TYPE_NARROWED";

    private static readonly HashSet<string> Incompatible = new(StringComparer.Ordinal)
    {
        SchemaAdded, TypeNarrowed, TypeChanged, MaxLengthAdded, MaxLengthDecreased, MinLengthAdded,
        MinLengthIncreased, PatternAdded, PatternChanged, MaximumAdded, MaximumDecreased, MinimumAdded,
        MinimumIncreased, ExclusiveMaximumAdded, ExclusiveMaximumDecreased, ExclusiveMinimumAdded,
        ExclusiveMinimumIncreased, MultipleOfAdded, MultipleOfExpanded, MultipleOfChanged, RequiredAttributeAdded,
        MaxPropertiesAdded, MaxPropertiesDecreased, MinPropertiesAdded, MinPropertiesIncreased,
        AdditionalPropertiesRemoved, AdditionalPropertiesNarrowed, DependencyArrayAdded, DependencyArrayExtended,
        DependencyArrayChanged, DependencySchemaAdded, OptionalPropertyAddedToOpenContentModel,
        RequiredPropertyWithDefaultAddedToOpenContentModel, RequiredPropertyAddedToOpenContentModel,
        UnevaluatedPropertiesRemoved, UnevaluatedPropertiesNarrowed, UnevaluatedItemsRemoved, UnevaluatedItemsNarrowed,
        MaxContainsAdded, MaxContainsDecreased, MinContainsAdded, MinContainsIncreased,
        RequiredPropertyAddedToUnopenContentModel, PropertyRemovedFromClosedContentModel,
        PropertyRemovedNotCoveredByPartiallyOpenContentModel, PropertyAddedNotCoveredByPartiallyOpenContentModel,
        MaxItemsAdded, MaxItemsDecreased, MinItemsAdded, MinItemsIncreased, UniqueItemsAdded, AdditionalItemsRemoved,
        AdditionalItemsNarrowed, ItemAddedToOpenContentModel, ItemRemovedFromClosedContentModel,
        ItemRemovedNotCoveredByPartiallyOpenContentModel, ItemAddedNotCoveredByPartiallyOpenContentModel,
        EnumArrayNarrowed, EnumArrayChanged, CombinedTypeChanged, ProductTypeExtended, SumTypeNarrowed,
        CombinedTypeSubschemasChanged, NotTypeExtended,
    };

    private static readonly HashSet<string> Forgiven = new(StringComparer.Ordinal)
    {
        AdditionalPropertiesNarrowed, AdditionalPropertiesRemoved, UnevaluatedPropertiesNarrowed,
        UnevaluatedPropertiesRemoved, OptionalPropertyAddedToOpenContentModel,
        RequiredPropertyWithDefaultAddedToOpenContentModel, PropertyAddedNotCoveredByPartiallyOpenContentModel,
        PropertyRemovedNotCoveredByPartiallyOpenContentModel, PropertyRemovedFromClosedContentModel,
    };

    /// <summary>True when a reader copes with the difference.</summary>
    public static bool IsCompatible(
        string kindName, JsonCompatibilityPolicy policy = JsonCompatibilityPolicy.Strict) =>
        !Incompatible.Contains(kindName) || (policy == JsonCompatibilityPolicy.Lenient && Forgiven.Contains(kindName));
}
