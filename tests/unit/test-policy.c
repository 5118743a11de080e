/* core/policy: labels by language, looking people and things up, and who is meant by a
 * word. */
#include "core/policy.h"

static Person *
person(const char *title, const char *address, const char *role)
{
	Person *made = g_new0(Person, 1);

	made->title = g_strdup(title);
	made->name = g_strdup(title);
	made->addresses = g_strsplit(address, ",", -1);
	made->roles = g_strsplit(role, ",", -1);
	return made;
}

static Policy *
company(void)
{
	Policy *policy = policy_new();
	Team *team = g_new0(Team, 1), *finance = g_new0(Team, 1);
	Priority *urgent = g_new0(Priority, 1);

	g_ptr_array_add(policy->persons,
			person("wang", "wang@corp.example,w@phone.example", "engineer"));
	g_ptr_array_add(policy->persons, person("li", "li@corp.example", ""));
	g_ptr_array_add(policy->persons, person("zhao", "zhao@corp.example", "manager"));
	g_ptr_array_add(policy->persons, person("hu", "hu@corp.example", "driver"));
	team->title = g_strdup("Network");
	team->members = g_ptr_array_new();
	g_ptr_array_add(team->members, policy->persons->pdata[0]);
	g_ptr_array_add(team->members, policy->persons->pdata[1]);
	g_ptr_array_add(policy->teams, team);
	finance->title = g_strdup("finance");
	finance->members = g_ptr_array_new();
	finance->address = g_strdup("finance@corp.example");
	g_ptr_array_add(policy->teams, finance);
	urgent->title = g_strdup("urgent");
	urgent->rank = 1;
	urgent->label.texts = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(urgent->label.texts, g_strdup("en"));
	g_ptr_array_add(urgent->label.texts, g_strdup("Urgent"));
	g_ptr_array_add(urgent->label.texts, g_strdup("zh_CN"));
	g_ptr_array_add(urgent->label.texts, g_strdup("紧急"));
	g_ptr_array_add(policy->priorities, urgent);
	return policy;
}

static void
test_labels(void)
{
	g_autoptr(Policy) policy = company();
	const Priority *urgent = policy_priority(policy, "紧急");

	g_assert_nonnull(urgent);
	g_assert_true(policy_priority(policy, "URGENT") == urgent);
	g_assert_null(policy_priority(policy, "low"));
	g_assert_null(policy_priority(policy, NULL));
	g_assert_cmpstr(label_text(&urgent->label, "urgent", "zh_CN"), ==, "紧急");
	g_assert_cmpstr(label_text(&urgent->label, "urgent", "zh"), ==, "紧急");
	g_assert_cmpstr(label_text(&urgent->label, "urgent", "en_GB"), ==, "Urgent");
	g_assert_cmpstr(label_text(&urgent->label, "urgent", "de"), ==, "urgent");
	g_assert_cmpstr(label_text(&(Label){ NULL }, "title", "de"), ==, "title");
}

static void
test_people(void)
{
	g_autoptr(Policy) policy = company();
	const Person *wang = policy_person(policy, "Wang");

	g_assert_true(policy_person_by_address(policy, "W@PHONE.example") == wang);
	g_assert_null(policy_person_by_address(policy, NULL));
	g_assert_true(policy_is_engineer(policy, wang));
	g_assert_true(
		policy_is_engineer(policy, policy_person(policy, "li"))); /* of a team */
	g_assert_true(policy_is_engineer(policy, policy_person(policy, "zhao")));
	g_assert_false(policy_is_engineer(policy, policy_person(policy, "hu")));
	g_assert_false(policy_is_engineer(policy, NULL));
}

static guint
resolved(const Policy *policy, const char *word, gboolean expected)
{
	g_autoptr(GPtrArray) to =
		g_ptr_array_new_with_free_func((GDestroyNotify)address_free);

	g_assert_cmpint(policy_resolve(policy, word, to), ==, expected);
	return to->len;
}

static void
test_resolve(void)
{
	g_autoptr(Policy) policy = company();

	g_assert_cmpuint(resolved(policy, "wang", TRUE), ==, 1);
	g_assert_cmpuint(resolved(policy, "network", TRUE), ==, 2);
	g_assert_cmpuint(resolved(policy, "finance", TRUE), ==, 1);
	g_assert_cmpuint(resolved(policy, "manager", TRUE), ==, 1);
	g_assert_cmpuint(resolved(policy, "x@y.example", TRUE), ==, 1);
	g_assert_cmpuint(resolved(policy, "nobody", FALSE), ==, 0);
}

static void
test_managers(void)
{
	g_autoptr(Policy) policy = company();
	g_autoptr(GPtrArray) to =
		g_ptr_array_new_with_free_func((GDestroyNotify)address_free);

	policy_managers(policy, "Network", to); /* has none: whoever has the role */
	policy_managers(policy, NULL, to);
	g_assert_cmpuint(to->len, ==, 1);
	g_assert_cmpstr(((Address *)to->pdata[0])->address, ==, "zhao@corp.example");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/policy/labels", test_labels);
	g_test_add_func("/policy/people", test_people);
	g_test_add_func("/policy/resolve", test_resolve);
	g_test_add_func("/policy/managers", test_managers);
	return g_test_run();
}
