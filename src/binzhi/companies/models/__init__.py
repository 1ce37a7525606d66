from binzhi.companies.models.organisation import NameKey, Organisation, OrganisationValue, SearchKey
from binzhi.companies.models.people import ContactPerson, Employment

__all__ = ["ContactPerson", "Employment", "NameKey", "Organisation", "OrganisationValue", "SearchKey"]
